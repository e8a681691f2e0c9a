import { useGetManyAggregate } from 'ra-core';
import { Link } from 'react-router-dom';
import type { Kind } from '../api/kinds.js';
import { kindNoun, t } from '../texts.js';

/** The name of an item, as a link to it; of a removed one, to its history. */
export const ItemLink = ({ kind, id }: { kind: Kind; id: number }) => {
  const { data } = useGetManyAggregate(kind.plural, { ids: [id] });
  const item = data?.find((one) => one?.id === id);
  const fallback = t('audit.item', { kind: kindNoun(kind), id: String(id) });
  return item === undefined ? (
    <Link to={`/${kind.plural}/${id}/history`}>{fallback}</Link>
  ) : (
    <Link to={`/${kind.plural}/${id}/show`}>{String(item[kind.namedBy])}</Link>
  );
};
