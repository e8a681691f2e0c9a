import { useInfiniteQuery } from '@tanstack/react-query';
import type { RaRecord } from 'ra-core';
import { Link, useSearchParams } from 'react-router-dom';
import { numberText } from '../api/fields.js';
import type { Kind } from '../api/kinds.js';
import { api } from '../api/service.js';
import { useCatalogue } from '../catalogue.js';
import { useSession } from '../session.js';
import { fieldLabel, kindLabel, kindNoun, t } from '../texts.js';
import { useNameOf } from './names.js';
import { SignInNeeded } from './sign-in.js';
import { Failure, Loading } from './states.js';
import { useTitle } from './title.js';

interface Results {
  readonly items: readonly { readonly kind: string; readonly item: RaRecord }[];
  readonly nextCursor: string | null;
  readonly isComplete: boolean;
}

/** Searches all kinds. The address has the text and the kind, so results can be shared. */
export const SearchPage = () => {
  const { can } = useSession();
  const [parameters] = useSearchParams();
  const q = parameters.get('q')?.trim() ?? '';
  useTitle(q ? t('search.title', { q }) : t('search.label'));
  if (!can('catalogue:read')) return <SignInNeeded />;
  return q ? <Found q={q} only={parameters.get('kind') ?? ''} /> : <h1>{t('search.empty')}</h1>;
};

const Found = ({ q, only }: { q: string; only: string }) => {
  const { kinds } = useCatalogue();
  const search = useInfiniteQuery({
    queryKey: ['search', q, only],
    queryFn: async ({ pageParam, signal }) => {
      const query = { q, ...(only && { kind: only }), ...(pageParam && { cursor: pageParam }) };
      return (await api.get<Results>('/api/v1/search', { query, signal })).data;
    },
    initialPageParam: '',
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
  const results = search.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <>
      <h1>{t('search.title', { q })}</h1>
      <nav className="tabs" aria-label={t('search.kind')}>
        {['', ...kinds.map(({ plural }) => plural)].map((plural) => (
          <Link
            key={plural}
            to={`/search?${new URLSearchParams({ q, ...(plural && { kind: plural }) })}`}
            aria-current={plural === only ? 'page' : undefined}
          >
            {plural ? kindLabel(plural) : t('search.all')}
          </Link>
        ))}
      </nav>
      {search.error ? (
        <Failure error={search.error} onRetry={search.refetch} />
      ) : search.isPending ? (
        <Loading />
      ) : (
        <>
          {results.length === 0 && <p className="state">{t('search.none', { q })}</p>}
          <ul className="results">
            {results.map(({ kind, item }) => (
              <Result
                key={`${kind} ${item.id}`}
                kind={kinds.find(({ plural }) => plural === kind)}
                item={item}
              />
            ))}
          </ul>
          {search.data.pages.some(({ isComplete }) => !isComplete) && <p>{t('search.incomplete')}</p>}
          {search.hasNextPage && (
            <button type="button" onClick={() => search.fetchNextPage()} disabled={search.isFetching}>
              {t('search.more')}
            </button>
          )}
        </>
      )}
    </>
  );
};

const Result = ({ kind, item }: { kind: Kind | undefined; item: RaRecord }) => {
  const nameOf = useNameOf();
  if (kind === undefined) return null;
  const { plural, fields } = kind;
  const text = fields.find(({ name, type }) => type === 'longText' && item[name])?.name;
  const numbers = fields.filter(
    ({ name, type }) => type === 'integer' && name !== 'id' && item[name] !== null,
  );
  return (
    <li>
      <Link to={`/${plural}/${item.id}/show`}>{nameOf(plural, item)}</Link>
      <p className="hint">
        {[
          kindNoun(kind),
          ...numbers
            .slice(0, 2)
            .map((field) => `${fieldLabel(field.name)} ${numberText(field, item[field.name])}`),
        ].join(' · ')}
      </p>
      {text && <p className="excerpt">{item[text]}</p>}
    </li>
  );
};
