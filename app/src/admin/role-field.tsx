import { useId } from 'react';
import { fieldLabel, valueLabel } from '../texts.js';
import { roleAdvice } from './people.js';

/** The role of a new or changed account, with what it allows. */
export const RoleField = ({
  roles,
  value,
  onChange,
}: {
  roles: readonly string[];
  value: string;
  onChange: (role: string) => void;
}) => {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{fieldLabel('role')}</label>
      <select
        id={id}
        value={value}
        aria-describedby={`${id}-advice`}
        onChange={({ target }) => onChange(target.value)}
      >
        {roles.map((one) => (
          <option key={one} value={one}>
            {valueLabel(one)}
          </option>
        ))}
      </select>
      <p id={`${id}-advice`} className="advice">
        {roleAdvice(value)}
      </p>
    </div>
  );
};
