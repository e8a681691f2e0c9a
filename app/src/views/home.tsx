import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router-dom';
import { api } from '../api/service.js';
import { useCatalogue } from '../catalogue.js';
import { useSession } from '../session.js';
import { kindLabel, t, valueLabel } from '../texts.js';
import { SignInNeeded } from './sign-in.js';
import { Failure, Loading } from './states.js';
import { useTitle } from './title.js';
import { YearCharts } from './year-chart.js';

const genresPath = '/api/v1/genres';

type GenreCount = { readonly genre: string } & Readonly<Record<string, number>>;

/** The first view: the kinds, and the catalogue by genre. */
export const HomePage = () => {
  useTitle(t('home.title'));
  const { kinds, document } = useCatalogue();
  const { can } = useSession();
  const [filters, setFilters] = useState<Readonly<Record<string, string>>>({});
  if (!can('catalogue:read')) return <SignInNeeded />;
  const names = kinds.map(({ plural }) => kindLabel(plural).toLowerCase());
  const list = new Intl.ListFormat(undefined, { type: 'disjunction' }).format(names);
  return (
    <>
      <h1>{t('home.title')}</h1>
      <p className="intro">{t('home.intro', { kinds: list })}</p>
      <YearCharts filters={filters} onChange={setFilters} />
      {genresPath in document.paths && <Genres />}
    </>
  );
};

/** The number of titles of each genre, as bars. Each leads to the list of that genre. */
const Genres = () => {
  const { kinds } = useCatalogue();
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['genres'],
    queryFn: async ({ signal }) =>
      (await api.get<{ items: GenreCount[] }>(genresPath, { signal })).data.items,
  });
  if (error) return <Failure error={error} onRetry={refetch} />;
  if (isPending) return <Loading />;
  const counted = kinds.filter(({ plural }) => plural in (data[0] ?? {}));
  return (
    <section>
      <h2>{t('home.genres')}</h2>
      <div className="charts">
        {counted.map(({ plural }) => {
          const count = (one: GenreCount) => one[plural] ?? 0;
          const shown = data.filter((one) => count(one) > 0).sort((one, other) => count(other) - count(one));
          const max = Math.max(1, ...shown.map(count));
          return (
            <table key={plural} className="chart">
              <caption>{kindLabel(plural)}</caption>
              <thead className="hidden">
                <tr>
                  <th scope="col">{t('home.genre')}</th>
                  <th scope="col">{t('list.count')}</th>
                </tr>
              </thead>
              <tbody>
                {shown.map((one) => (
                  <tr key={one.genre}>
                    <th scope="row">
                      <Link
                        to={`/${plural}?${new URLSearchParams({ filter: JSON.stringify({ genre: [one.genre] }) })}`}
                      >
                        {valueLabel(one.genre)}
                      </Link>
                    </th>
                    <td>
                      <svg aria-hidden="true" viewBox="0 0 100 10" preserveAspectRatio="none">
                        <rect width={(100 * count(one)) / max} height="10" />
                      </svg>
                      {count(one).toLocaleString()}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          );
        })}
      </div>
    </section>
  );
};
