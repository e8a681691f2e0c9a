import type { RaRecord } from 'ra-core';
import { Link } from 'react-router-dom';
import type { Field } from '../api/fields.js';
import type { Kind } from '../api/kinds.js';
import { isUnique, lostFields, movedIds, referrersOf } from '../api/merging.js';
import { useCatalogue } from '../catalogue.js';
import { fieldLabel, kindLabel, t } from '../texts.js';
import { useNameOf } from './names.js';

const listed = (words: readonly string[]) => new Intl.ListFormat().format(words);

/** Says what a merge does, and the button that does it. */
export const MergeOutcome = ({
  kind,
  stays,
  removed,
  isBusy,
}: {
  kind: Kind;
  stays: RaRecord;
  removed: readonly RaRecord[];
  isBusy: boolean;
}) => {
  const { kinds } = useCatalogue();
  const nameOf = useNameOf();
  const { plural } = kind;
  const textOf = (item: RaRecord) => t('merge.item', { name: nameOf(plural, item), id: String(item.id) });
  const referring = [...new Set(referrersOf(kinds, plural).map((one) => kindLabel(one.kind.plural)))];
  const ids = Object.entries(movedIds(stays, removed)).map(([system, id]) => `${system}: ${id}`);
  const lost = lostFields(kind, stays, removed);
  const labels = (fields: readonly Field[]) => listed(fields.map(({ name }) => fieldLabel(name)));
  const [later, copied] = [lost.filter(isUnique), lost.filter((field) => !isUnique(field))];
  return (
    <section className="outcome">
      <h2>{t('merge.what')}</h2>
      <ul>
        <li>{t('merge.removed', { items: listed(removed.map(textOf)), stays: textOf(stays) })}</li>
        {referring.length > 0 && (
          <li>{t('merge.references', { kinds: listed(referring), stays: textOf(stays) })}</li>
        )}
        {ids.length > 0 && <li>{t('merge.ids', { ids: listed(ids) })}</li>}
        {copied.length > 0 && (
          <li>
            {t('merge.lost', { fields: labels(copied), stays: textOf(stays) })}{' '}
            <Link to={`/${plural}/${stays.id}`}>{t('merge.edit', { stays: textOf(stays) })}</Link>
          </li>
        )}
        {later.length > 0 && <li>{t('merge.later', { fields: labels(later) })}</li>}
        <li>{t('merge.final')}</li>
      </ul>
      <button type="submit" className="primary" disabled={isBusy}>
        {t(isBusy ? 'merge.busy' : 'merge.button', { stays: textOf(stays) })}
      </button>
    </section>
  );
};
