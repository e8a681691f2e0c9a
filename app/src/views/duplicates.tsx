import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { RaRecord } from 'ra-core';
import { Link, useSearchParams } from 'react-router-dom';
import { pageCursors } from '../api/cursors.js';
import type { Kind } from '../api/kinds.js';
import { isDifferent, isEmpty } from '../api/merging.js';
import { api } from '../api/service.js';
import { fieldLabel, kindLabel, t } from '../texts.js';
import { Fact } from './fact.js';
import { Pages } from './pages.js';
import { Failure, Loading } from './states.js';
import { useTitle } from './title.js';

interface Group {
  readonly name: string;
  readonly year: number | null;
  readonly count: number;
  readonly items: readonly RaRecord[];
}

interface Page {
  readonly items: readonly Group[];
  readonly page: { readonly nextCursor: string | null };
}

/** The groups of items with the same name and year. Each leads to a comparison. */
export const DuplicatesPage = ({ kind }: { kind: Kind }) => {
  const { plural, path } = kind;
  const title = t('duplicates.title', { kind: kindLabel(plural) });
  useTitle(title);
  const [parameters, setParameters] = useSearchParams();
  const page = Math.max(1, Number(parameters.get('page')) || 1);
  const list = `${path}/duplicates`;
  const cursor = page > 1 ? pageCursors.get(list, page) : undefined;
  const { data, error, isPending, isFetching, isPlaceholderData, refetch } = useQuery({
    queryKey: [plural, 'duplicates', cursor],
    queryFn: async ({ signal }) => {
      const read = await api.get<Page>(list, { query: { limit: 10, ...(cursor && { cursor }) }, signal });
      const { nextCursor } = read.data.page;
      if (nextCursor !== null) pageCursors.set(list, page + 1, nextCursor);
      return read.data;
    },
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <p className="above">
        <Link to={`/${plural}`}>{kindLabel(plural)}</Link>
      </p>
      <h1>{title}</h1>
      <p className="intro">{t('duplicates.intro')}</p>
      {error ? (
        <Failure error={error} onRetry={refetch} />
      ) : isPending ? (
        <Loading />
      ) : (
        <>
          {data.items.length === 0 && <p className="state">{t('duplicates.none')}</p>}
          <ul className="groups" aria-busy={isFetching}>
            {data.items.map((group) => (
              <GroupCard
                key={`${group.name} ${group.year}`}
                kind={kind}
                group={group}
                from={`/${plural}/duplicates${page > 1 ? `?page=${page}` : ''}`}
              />
            ))}
          </ul>
          {(data.page.nextCursor !== null || cursor !== undefined) && (
            <Pages
              page={page}
              hasPreviousPage={cursor !== undefined}
              hasNextPage={data.page.nextCursor !== null}
              isBusy={isPlaceholderData}
              onChange={(next) => {
                setParameters(next > 1 ? { page: String(next) } : {});
                window.scrollTo(0, 0);
              }}
            />
          )}
        </>
      )}
    </>
  );
};

const GroupCard = ({ kind, group, from }: { kind: Kind; group: Group; from: string }) => {
  const { items, year, count } = group;
  const [first] = items;
  const name = [String(first?.[kind.namedBy]), year === null ? '' : `(${year})`].filter(Boolean).join(' ');
  const differing = kind.fields.filter(
    (field) =>
      field.name !== 'id' &&
      field.type !== 'time' &&
      field.type !== 'longText' &&
      isDifferent(field.name, items),
  );
  return (
    <li>
      <div className="title-row">
        <h2>{name}</h2>
        <span className="hint">{t('duplicates.count', { count })}</span>
        <Link
          className="button"
          to={`/${kind.plural}/merge?ids=${items.map(({ id }) => id).join(',')}`}
          state={{ from }}
          aria-label={t('duplicates.compareOf', { name })}
        >
          {t('duplicates.compare')}
        </Link>
      </div>
      <ul>
        {items.map((item) => (
          <li key={item.id}>
            <Link to={`/${kind.plural}/${item.id}/show`}>{t('merge.id', { id: String(item.id) })}</Link>
            {differing
              .filter((field) => !isEmpty(item[field.name]))
              .map((field) => (
                <span key={field.name} className="difference">
                  <span className="hint">{fieldLabel(field.name)}</span> <Fact field={field} item={item} />
                </span>
              ))}
            {differing.length === 0 && <span className="hint">{t('duplicates.same')}</span>}
          </li>
        ))}
      </ul>
      {count > items.length && <p className="hint">{t('duplicates.more', { shown: items.length })}</p>}
    </li>
  );
};
