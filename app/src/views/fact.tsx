import { useQuery } from '@tanstack/react-query';
import type { RaRecord } from 'ra-core';
import { Link } from 'react-router-dom';
import { itemKey, readItem } from '../api/data-provider.js';
import type { Field } from '../api/fields.js';
import { useKind } from '../catalogue.js';
import { fieldLabel, t } from '../texts.js';
import { useNameOf } from './names.js';
import { DateTime, Value } from './value.js';

/** The label of a field of an item, also of those that the service sets. */
export const factLabel = (name: string): string =>
  name === 'createdAt' ? t('item.createdAt') : name === 'updatedAt' ? t('item.updatedAt') : fieldLabel(name);

/** The value of a field, with the name of the item that a reference refers to. */
export const Fact = ({ field, item }: { field: Field; item: RaRecord }) => {
  const nameOf = useNameOf();
  if (field.type === 'time') return <DateTime value={item[field.name]} />;
  return field.type === 'reference' ? (
    <Referred field={field} id={item[field.name]} />
  ) : (
    <Value field={field} record={item} nameOf={nameOf} />
  );
};

const Referred = ({ field: { to = '' }, id }: { field: Field; id: number }) => {
  const nameOf = useNameOf();
  const path = useKind(to)?.path;
  const { data } = useQuery({
    queryKey: itemKey(to, id),
    queryFn: ({ signal }) => readItem(`${path}/${id}`, signal),
  });
  return <Link to={`/${to}/${id}/show`}>{data ? nameOf(to, data) : '…'}</Link>;
};
