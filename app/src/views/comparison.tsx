import { useQuery } from '@tanstack/react-query';
import type { RaRecord } from 'ra-core';
import { type CSSProperties, useId } from 'react';
import { Link } from 'react-router-dom';
import type { Field } from '../api/fields.js';
import type { Kind } from '../api/kinds.js';
import { isDifferent, isEmpty, type Referrer, referrersOf } from '../api/merging.js';
import { api } from '../api/service.js';
import { useCatalogue } from '../catalogue.js';
import { fieldLabel, kindLabel, t } from '../texts.js';
import { Fact, factLabel } from './fact.js';
import { useNameOf } from './names.js';

/** Compares items side by side, field by field. The user chooses the one that stays after the merge. */
export const Comparison = ({
  kind,
  items,
  stays,
  apart,
  onStay,
  onApart,
}: {
  kind: Kind;
  items: readonly RaRecord[];
  stays: RaRecord | undefined;
  /** The ids of the items that are not merged. */
  apart: readonly number[];
  onStay: (id: number) => void;
  onApart: (ids: readonly number[]) => void;
}) => {
  const { kinds } = useCatalogue();
  const nameOf = useNameOf();
  const titleId = useId();
  const { plural, namedBy } = kind;
  const referrers = referrersOf(kinds, plural);
  const rows = kind.fields.filter(
    ({ name }) =>
      name !== 'id' &&
      (name !== namedBy || isDifferent(name, items)) &&
      items.some((item) => !isEmpty(item[name])),
  );
  /** Times always differ, so they are not marked as different. */
  const differs = ({ name, type }: Field) => type !== 'time' && isDifferent(name, items);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the table scrolls if it has many items
    <section className="compared" aria-labelledby={titleId} tabIndex={0}>
      <table style={{ '--columns': items.length } as CSSProperties}>
        <caption id={titleId} className="hidden">
          {t('merge.compared')}
        </caption>
        <thead>
          <tr>
            <td />
            {items.map((item) => {
              const id = Number(item.id);
              const isStaying = item === stays;
              const isApart = apart.includes(id);
              const name = t('merge.item', { name: nameOf(plural, item), id: String(id) });
              return (
                <th key={id} scope="col" className={isStaying ? 'stays' : undefined}>
                  <Link to={`/${plural}/${id}/show`}>{nameOf(plural, item)}</Link>{' '}
                  <span className="hint">{t('merge.id', { id: String(id) })}</span>
                  {items.length > 1 && (
                    <label className="beside">
                      <input
                        type="radio"
                        name="stays"
                        checked={isStaying}
                        onChange={() => onStay(id)}
                        aria-label={t('merge.staysOf', { item: name })}
                      />
                      {t('merge.stays')}
                    </label>
                  )}
                  {items.length > 2 && !isStaying && (
                    <label className="beside">
                      <input
                        type="checkbox"
                        checked={!isApart}
                        onChange={() => onApart(isApart ? apart.filter((one) => one !== id) : [...apart, id])}
                        aria-label={t('merge.isMergedOf', { item: name })}
                      />
                      {t('merge.isMerged')}
                    </label>
                  )}
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {rows.map((field) => (
            <tr key={field.name} className={differs(field) ? 'differs' : undefined}>
              <th scope="row">{factLabel(field.name)}</th>
              {items.map((item) => (
                <td key={item.id} className={item === stays ? 'stays' : undefined}>
                  {isEmpty(item[field.name]) ? (
                    <span className="none">{t('form.none')}</span>
                  ) : (
                    <Fact field={field} item={item} />
                  )}
                </td>
              ))}
            </tr>
          ))}
          {referrers.map((referrer) => (
            <tr key={referrer.kind.plural + referrer.field}>
              <th scope="row">
                {kindLabel(referrer.kind.plural)}
                {referrers.filter((other) => other.kind === referrer.kind).length > 1 &&
                  ` (${fieldLabel(referrer.field)})`}
              </th>
              {items.map((item) => (
                <td key={item.id} className={item === stays ? 'stays' : undefined}>
                  <ReferrerCount referrer={referrer} id={Number(item.id)} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
};

/** Referring items are counted up to this number, the largest size of a page. */
const maxCounted = 100;

/** How many items refer to an item, as a link to their list. */
const ReferrerCount = ({ referrer: { kind, field }, id }: { referrer: Referrer; id: number }) => {
  const { plural, path } = kind;
  const { data, error } = useQuery({
    queryKey: [plural, 'referrers', field, id],
    queryFn: async ({ signal }) => {
      const query = { [field]: id, fields: ['id'], limit: maxCounted };
      return (
        await api.get<{ items: unknown[]; page: { nextCursor: string | null } }>(path, { query, signal })
      ).data;
    },
  });
  if (error) return <span className="none">?</span>;
  if (data === undefined) return <>…</>;
  const count = data.items.length;
  if (count === 0) return <span className="none">0</span>;
  const filter = new URLSearchParams({ filter: JSON.stringify({ [field]: id }) });
  return (
    <Link to={`/${plural}?${filter}`}>
      {data.page.nextCursor === null ? count : t('merge.moreThan', { count })}
    </Link>
  );
};
