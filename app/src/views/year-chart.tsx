import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from 'react-router-dom';
import type { Field } from '../api/fields.js';
import type { Kind } from '../api/kinds.js';
import { api } from '../api/service.js';
import { type Period, periodsOf, type YearCounting, yearCountingOf } from '../api/years.js';
import { useCatalogue } from '../catalogue.js';
import { fieldLabel, kindLabel, t, valueLabel } from '../texts.js';
import { Failure, Loading } from './states.js';

type Filters = Readonly<Record<string, string>>;
type Counts = { readonly items: readonly Readonly<Record<string, number | null>>[] };

/** The kinds that can be counted by year, as columns; all of them, or those that match a filter. */
export const YearCharts = ({
  filters,
  onChange,
}: {
  filters: Filters;
  onChange: (filters: Filters) => void;
}) => {
  const { kinds, document } = useCatalogue();
  const counted = kinds.flatMap((kind) => {
    const counting = yearCountingOf(document, kind);
    return counting ? [{ kind, counting }] : [];
  });
  const [first] = counted;
  if (first === undefined) return null;
  return (
    <section>
      <div className="chart-head">
        <h2>{t('home.years')}</h2>
        {first.counting.filters.map((field) => (
          <Choice
            key={field.name}
            field={field}
            value={filters[field.name]}
            onChange={(value) => {
              const { [field.name]: _, ...others } = filters;
              onChange(value ? { ...others, [field.name]: value } : others);
            }}
          />
        ))}
      </div>
      <div className="charts">
        {counted.map(({ kind, counting }) => (
          <YearChart key={kind.plural} kind={kind} counting={counting} filters={filters} />
        ))}
      </div>
    </section>
  );
};

const Choice = ({
  field: { name, options },
  value = '',
  onChange,
}: {
  field: Field;
  value: string | undefined;
  onChange: (value: string) => void;
}) => (
  <label className="sort">
    {fieldLabel(name)}{' '}
    <select value={value} onChange={({ target }) => onChange(target.value)}>
      <option value="">{t('list.any')}</option>
      {options.map((option) => (
        <option key={option} value={option}>
          {valueLabel(option)}
        </option>
      ))}
    </select>
  </label>
);

const periodText = ({ from, to }: Period) => {
  if (from === undefined) return t('home.before', { year: String(to + 1) });
  return from === to ? String(to) : t('home.decade', { year: String(from) });
};

const compact = new Intl.NumberFormat(undefined, { notation: 'compact', maximumSignificantDigits: 3 });

/** The number of items of each decade, or of each year, if there are only a few. A column leads to the list of its items. */
const YearChart = ({
  kind,
  counting: { path, field },
  filters,
}: {
  kind: Kind;
  counting: YearCounting;
  filters: Filters;
}) => {
  const { plural } = kind;
  const { data, error, isPending, isPlaceholderData, refetch } = useQuery({
    queryKey: [plural, 'years', filters],
    queryFn: async ({ signal }) =>
      (await api.get<Counts>(path, { query: filters, signal })).data.items.map((item) => ({
        year: item[field] ?? null,
        count: item.count ?? 0,
      })),
    placeholderData: keepPreviousData,
  });
  if (error) return <Failure error={error} onRetry={refetch} />;
  if (isPending) return <Loading />;
  const periods = periodsOf(data);
  const max = Math.max(1, ...periods.map(({ count }) => count));
  const address = (filter: object) =>
    `/${plural}?${new URLSearchParams({
      filter: JSON.stringify({ ...Object.fromEntries(Object.entries(filters).map(listed)), ...filter }),
      sort: field,
      order: 'ASC',
    })}`;
  /** A list has several values of a filter, where the count has one. */
  const listed = ([name, value]: [string, string]) => [
    name,
    kind.parameters.some((one) => one.name === name && one.type === 'choices') ? [value] : value,
  ];
  const label = kindLabel(plural);
  const unknown = data.find(({ year }) => year === null)?.count ?? 0;
  return (
    <figure className="years" aria-busy={isPlaceholderData}>
      <figcaption>{label}</figcaption>
      {periods.length === 0 && <p className="none">{t('home.noYears')}</p>}
      <ol aria-label={t('home.byYear', { kind: label })}>
        {periods.map((period) => {
          const { from, to, count } = period;
          const full = t('home.column', { period: periodText(period), count });
          const content = (
            <>
              <span aria-hidden="true" className="column-count">
                {count > 0 && compact.format(count)}
              </span>
              <Column share={count / max} />
              <span aria-hidden="true" className="column-year">
                {from ?? `<${to + 1}`}
              </span>
              <span className="hidden">{full}</span>
            </>
          );
          const range = { ...(from !== undefined && { [`${field}.gte`]: from }), [`${field}.lte`]: to };
          return (
            <li key={to} title={full}>
              {count > 0 ? <Link to={address(range)}>{content}</Link> : <span>{content}</span>}
            </li>
          );
        })}
      </ol>
      {unknown > 0 && <p className="none">{t('home.unknownYear', { count: unknown })}</p>}
    </figure>
  );
};

const Column = ({ share }: { share: number }) => {
  const height = share === 0 ? 0 : Math.max(1, 100 * share);
  return (
    <svg aria-hidden="true" viewBox="0 0 10 100" preserveAspectRatio="none">
      <rect y={100 - height} width="10" height={height} />
    </svg>
  );
};
