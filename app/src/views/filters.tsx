import { type ReactNode, useId } from 'react';
import type { Field } from '../api/fields.js';
import type { Kind } from '../api/kinds.js';
import { useKind } from '../catalogue.js';
import { fieldLabel, kindLabel, t, valueLabel } from '../texts.js';
import { ReferencePicker } from './reference-picker.js';

type Filters = Readonly<Record<string, unknown>>;

export interface FilterProps {
  readonly kind: Kind;
  readonly filters: Filters;
  /** @param changed the filter that was set; undefined: one was removed */
  readonly onChange: (filters: Record<string, unknown>, changed: string | undefined) => void;
}

/** These decide on the page, its order and its fields, and filter nothing. */
const noFilters = ['limit', 'cursor', 'count', 'sort', 'fields', 'include'];

/** The label of a filter: `releaseYear.gte` → `Year from`. */
export const filterText = (name: string): string => {
  const [field = '', operator] = name.split('.');
  const label = fieldLabel(field);
  if (operator === 'gte') return `${label} ${t('list.from')}`;
  if (operator === 'lte') return `${label} ${t('list.to')}`;
  if (operator === 'prefix') return t('list.beginsWith', { field: label });
  if (operator === 'all') return t('list.both', { field: label });
  return label;
};

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
  const set = (name: string, value: unknown) => {
    const { [name]: _, ...others } = filters;
    const isEmpty = value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
    onChange(isEmpty ? others : { ...others, [name]: value }, isEmpty ? undefined : name);
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

interface ControlProps {
  readonly field: Field;
  readonly label?: string;
  readonly value: unknown;
  readonly onSet: (name: string, value: unknown) => void;
}

const FilterControl = (props: ControlProps) => {
  const { field, value, onSet } = props;
  const label = filterText(field.name);
  switch (field.type) {
    case 'choices':
      return <ChoicesFilter {...props} label={label} />;
    case 'choice':
    case 'boolean': {
      const options = field.type === 'boolean' ? ['true', 'false'] : field.options;
      return (
        <Labelled label={label}>
          {(id) => (
            <select
              id={id}
              value={String(value ?? '')}
              onChange={({ target }) => onSet(field.name, target.value)}
            >
              <option value="">{t('list.any')}</option>
              {options.map((option) => (
                <option key={option} value={option}>
                  {valueLabel(option)}
                </option>
              ))}
            </select>
          )}
        </Labelled>
      );
    }
    case 'reference':
      return <ReferenceFilter {...props} label={label} />;
    default:
      return <TextFilter {...props} label={label} />;
  }
};

const Labelled = ({ label, children }: { label: string; children: (id: string) => ReactNode }) => {
  const id = useId();
  return (
    <div className="filter">
      <label htmlFor={id}>{label}</label>
      {children(id)}
    </div>
  );
};

/** Applied on Enter, and when the field is left. */
const TextFilter = ({ field, label = '', value, onSet }: ControlProps) => {
  const { name, type, schema } = field;
  const isNumber = type === 'integer';
  const current = [value ?? ''].flat().join(',');
  const apply = (text: string) => {
    if (text === current) return;
    if (isNumber) onSet(name, text === '' ? undefined : Number(text));
    else if (type === 'list') onSet(name, text === '' ? undefined : text.split(/[\s,]+/));
    else onSet(name, text);
  };
  return (
    <Labelled label={label}>
      {(id) => (
        <input
          key={current}
          id={id}
          type={isNumber ? 'number' : name === 'q' ? 'search' : 'text'}
          defaultValue={current}
          min={schema.minimum}
          max={schema.maximum}
          maxLength={schema.maxLength}
          onBlur={({ target }) => {
            if (target.checkValidity()) apply(target.value.trim());
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && event.currentTarget.reportValidity())
              apply(event.currentTarget.value.trim());
          }}
        />
      )}
    </Labelled>
  );
};

const ChoicesFilter = ({ field, label, value, onSet }: ControlProps) => {
  const chosen = (value ?? []) as string[];
  const toggle = (option: string) =>
    onSet(field.name, chosen.includes(option) ? chosen.filter((one) => one !== option) : [...chosen, option]);
  return (
    <div className="filter">
      <span className="label">{label}</span>
      <details className="choices">
        <summary>{chosen.length > 0 ? chosen.map(valueLabel).join(', ') : t('list.any')}</summary>
        <fieldset>
          <legend className="hidden">{label}</legend>
          {field.options.map((option) => (
            <label key={option}>
              <input type="checkbox" checked={chosen.includes(option)} onChange={() => toggle(option)} />
              {valueLabel(option)}
            </label>
          ))}
        </fieldset>
      </details>
    </div>
  );
};

const ReferenceFilter = ({ field, label = '', value, onSet }: ControlProps) => {
  const to = useKind(field.to);
  if (to === undefined) return null;
  return (
    <div className="filter">
      <ReferencePicker
        kind={to}
        label={label}
        value={value as number | undefined}
        onChange={(id) => onSet(field.name, id ?? undefined)}
      />
    </div>
  );
};
