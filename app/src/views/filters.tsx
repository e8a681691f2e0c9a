import { useEffect, useRef } from 'react';
import type { Field } from '../api/fields.js';
import type { Kind } from '../api/kinds.js';
import { kindLabel, t } from '../texts.js';
import { FilterControl, TextFilter } from './filter-controls.js';

type Filters = Readonly<Record<string, unknown>>;

export interface FilterProps {
  readonly kind: Kind;
  readonly filters: Filters;
  /** @param changed the filter that was set; undefined: one was removed */
  readonly onChange: (filters: Record<string, unknown>, changed: string | undefined) => void;
}

/** These decide on the page, its order and its fields, and filter nothing. */
const noFilters = ['limit', 'cursor', 'count', 'sort', 'fields', 'include'];

/** A filter, or the two ends of a range: `releaseYear` for `releaseYear.gte` and `releaseYear.lte`. */
type Entry = Field | { readonly name: string; readonly from: Field; readonly to: Field };

const isRange = (entry: Entry): entry is Exclude<Entry, Field> => 'from' in entry;

/** The filters of a kind, with ranges in place of their ends, and of the exact number that each includes. */
const entriesOf = ({ parameters }: Kind): Entry[] =>
  parameters.flatMap((field): Entry[] => {
    const [name = '', operator] = field.name.split('.');
    const end = (operator: string) => parameters.find((one) => one.name === `${name}.${operator}`);
    const [from, to] = [end('gte'), end('lte')];
    if (noFilters.includes(name) || name === 'q') return [];
    if (from === undefined || to === undefined || operator === 'prefix') return [field];
    return operator === undefined ? [{ name, from, to }] : [];
  });

/** The filters of a kind, drawn from the parameters of its list: those of most use first, the others on request. */
export const FilterPanel = ({ kind, filters, onChange }: FilterProps) => {
  const entries = entriesOf(kind);
  const firstRange = entries.find(isRange);
  const isFirst = (entry: Entry) =>
    isRange(entry)
      ? entry === firstRange
      : (entry.type === 'choices' && !entry.name.endsWith('.all')) || entry.type === 'reference';
  // The address changes a moment later: until then, a second filter is added to the first.
  const latest = useRef(filters);
  useEffect(() => {
    latest.current = filters;
  }, [filters]);
  const set = (name: string, value: unknown) => {
    const { [name]: _, ...others } = latest.current;
    const isEmpty = value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
    const next = isEmpty ? others : { ...others, [name]: value };
    latest.current = next;
    onChange(next, isEmpty ? undefined : name);
  };
  const control = (entry: Entry) =>
    isRange(entry) ? (
      <div key={entry.name} className="filter range">
        {[entry.from, entry.to].map((field) => (
          <FilterControl key={field.name} field={field} value={filters[field.name]} onSet={set} />
        ))}
      </div>
    ) : (
      <FilterControl key={entry.name} field={entry} value={filters[entry.name]} onSet={set} />
    );
  const more = entries.filter((entry) => !isFirst(entry));
  return (
    <search className="filters">
      {kind.parameters.some(({ name }) => name === 'q') && (
        <TextFilter
          field={{ name: 'q', type: 'text', schema: { maxLength: 200 }, isRequired: false, options: [] }}
          label={t('list.search', { kind: kindLabel(kind.plural).toLowerCase() })}
          value={filters.q}
          onSet={set}
        />
      )}
      {entries.filter(isFirst).map(control)}
      {more.length > 0 && (
        <details className="more">
          <summary>{t('list.moreFilters')}</summary>
          <div className="filters">{more.map(control)}</div>
        </details>
      )}
    </search>
  );
};
