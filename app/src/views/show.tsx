import { type RaRecord, useGetList, useGetOne } from 'ra-core';
import { Link } from 'react-router-dom';
import { sortsWith } from '../api/combinations.js';
import type { Field } from '../api/fields.js';
import type { Kind } from '../api/kinds.js';
import { useCatalogue } from '../catalogue.js';
import { useSession } from '../session.js';
import { fieldLabel, kindLabel, t } from '../texts.js';
import { Fact, factLabel } from './fact.js';
import { Gone, MergeNotice } from './gone.js';
import { ItemTable } from './item-table.js';
import { isGone, Loading } from './states.js';
import { useTitle } from './title.js';

/** Fields that few readers look for: shown below the others. */
const isMinor = ({ name, type }: Field) =>
  type === 'map' ||
  name === 'id' ||
  type === 'time' ||
  (type === 'text' && name.endsWith('Id')) ||
  name === 'sortTitle';

/** Everything about an item, the items that it refers to, and those that refer to it. */
export const ShowPage = ({ kind, id }: { kind: Kind; id: string }) => {
  const { data, error, isPending, refetch } = useGetOne(kind.plural, { id });
  useTitle(data ? String(data[kind.namedBy]) : kindLabel(kind.plural));
  if (isPending) return <Loading />;
  // `data` may be from an earlier read, if the item has been removed since.
  if (data === undefined || isGone(error))
    return <Gone kind={kind} id={id} error={error} onRetry={refetch} />;
  return <Item kind={kind} item={data} />;
};

const Item = ({ kind, item }: { kind: Kind; item: RaRecord }) => {
  const { kinds, document } = useCatalogue();
  const { can } = useSession();
  const { fields, namedBy, plural, path } = kind;
  const others = fields.filter(({ name }) => name !== namedBy);
  const texts = others.filter(({ type }) => type === 'longText');
  const facts = others.filter((field) => field.type !== 'longText' && !isMinor(field));
  const minor = others.filter(isMinor);
  const isKnown = ({ name }: Field) => {
    const value = item[name];
    return (
      value !== null && value !== undefined && (typeof value !== 'object' || Object.keys(value).length > 0)
    );
  };
  return (
    <article className="item">
      <p className="above">
        <Link to={`/${plural}`}>{kindLabel(plural)}</Link>
      </p>
      <MergeNotice />
      <div className="title-row">
        <h1>{item[namedBy]}</h1>
        {can('catalogue:write') && (
          <div className="actions">
            {`${path}/{id}/merge` in document.paths && (
              <Link className="button" to={`/${plural}/merge?ids=${item.id}`}>
                {t('item.merge')}
              </Link>
            )}
            <Link className="button" to={`/${plural}/${item.id}/history`}>
              {t('item.history')}
            </Link>
            <Link className="button" to={`/${plural}/${item.id}`}>
              {t('item.edit')}
            </Link>
          </div>
        )}
      </div>
      <dl className="facts">
        {facts.map((field) => (
          <div key={field.name}>
            <dt>{fieldLabel(field.name)}</dt>
            <dd>
              {isKnown(field) ? (
                <Fact field={field} item={item} />
              ) : (
                <span className="none">{t('item.unknown')}</span>
              )}
            </dd>
          </div>
        ))}
      </dl>
      {texts.map(({ name }) => (
        <p key={name} className={item[name] ? 'long-text' : 'long-text none'}>
          {item[name] ?? t('item.noText')}
        </p>
      ))}
      {kinds.flatMap((other) =>
        other.references
          .filter(({ to }) => to === plural)
          .map(({ field }) => (
            <Referrers key={other.plural + field} kind={other} plural={plural} field={field} item={item} />
          )),
      )}
      <details className="minor">
        <summary>{t('item.more')}</summary>
        <dl>
          {minor.filter(isKnown).map((field) => (
            <div key={field.name}>
              <dt>{factLabel(field.name)}</dt>
              <dd>
                <Fact field={field} item={item} />
              </dd>
            </div>
          ))}
        </dl>
      </details>
    </article>
  );
};

const shownReferrers = 10;

interface ReferrersProps {
  readonly kind: Kind;
  /** The plural of the item's kind. */
  readonly plural: string;
  readonly field: string;
  readonly item: RaRecord;
}

/** The items of another kind that refer to this one, such as the movies of an author. */
const Referrers = ({ kind, plural, field, item }: ReferrersProps) => {
  const filter = { [field]: item.id };
  const isOneOfSeveral = kind.references.filter(({ to }) => to === plural).length > 1;
  const sorts = sortsWith(kind, filter).filter((sort) => !sort.startsWith('-'));
  const sort = { field: sorts.find((one) => one !== 'id') ?? 'id', order: 'ASC' } as const;
  const { data = [], pageInfo } = useGetList(kind.plural, {
    filter,
    sort,
    pagination: { page: 1, perPage: shownReferrers },
  });
  if (data.length === 0) return null;
  const all = new URLSearchParams({ filter: JSON.stringify(filter), sort: sort.field, order: sort.order });
  return (
    <section>
      <h2>
        {kindLabel(kind.plural)}
        {isOneOfSeveral && ` (${fieldLabel(field)})`}
      </h2>
      <ItemTable kind={kind} items={data} without={field} />
      {pageInfo?.hasNextPage && (
        <p>
          <Link to={`/${kind.plural}?${all}`}>{t('list.all', { kind: kindLabel(kind.plural) })}</Link>
        </p>
      )}
    </section>
  );
};
