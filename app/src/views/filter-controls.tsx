import { type ReactNode, useEffect, useId, useState } from 'react';
import type { Field } from '../api/fields.js';
import { useKind } from '../catalogue.js';
import { fieldLabel, t, valueLabel } from '../texts.js';
import { ReferencePicker } from './reference-picker.js';

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

export interface ControlProps {
  readonly field: Field;
  readonly label?: string;
  readonly value: unknown;
  readonly onSet: (name: string, value: unknown) => void;
}

/** The control of a filter, by the type of its parameter. */
export const FilterControl = (props: ControlProps) => {
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
export const TextFilter = ({ field, label = '', value, onSet }: ControlProps) => {
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
  // The address changes a moment after the click: until then, the box shows what was clicked.
  const stored = JSON.stringify(value ?? []);
  const [chosen, setChosen] = useState<string[]>(JSON.parse(stored));
  useEffect(() => setChosen(JSON.parse(stored)), [stored]);
  const toggle = (option: string) => {
    const next = chosen.includes(option) ? chosen.filter((one) => one !== option) : [...chosen, option];
    setChosen(next);
    onSet(field.name, next);
  };
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
