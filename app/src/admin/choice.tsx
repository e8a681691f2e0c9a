import { type ReactNode, useId } from 'react';
import { t, valueLabel } from '../texts.js';

/** A filter with a select box, for fields with few values. */
export const Choice = ({
  label,
  value,
  options,
  onSet,
  none = t('list.any'),
  children,
}: {
  label: string;
  value: unknown;
  options: readonly (readonly [value: string, text?: string])[];
  onSet: (value: string) => void;
  /** The text for no value. */
  none?: string;
  /** Further options. */
  children?: ReactNode;
}) => {
  const id = useId();
  return (
    <div className="filter">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={String(value ?? '')} onChange={({ target }) => onSet(target.value)}>
        <option value="">{none}</option>
        {options.map(([option, text]) => (
          <option key={option} value={option}>
            {text ?? valueLabel(option)}
          </option>
        ))}
        {children}
      </select>
    </div>
  );
};
