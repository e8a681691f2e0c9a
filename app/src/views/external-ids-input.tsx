import { useId, useState } from 'react';
import { useFormContext } from 'react-hook-form';
import { t } from '../texts.js';
import type { InputState } from './field-input.js';

type Ids = Readonly<Record<string, string>>;

/** Ids by the names of systems. Ids with a separate field, such as `imdb` with `imdbId`, are edited there. */
export const ExternalIdsInput = ({ label, value, describedBy, onChange }: InputState) => {
  const ids = (value ?? {}) as Ids;
  const { getValues } = useFormContext();
  const id = useId();
  const [system, setSystem] = useState('');
  const fields = Object.keys(getValues());
  const shown = Object.entries(ids).filter(([name]) => !fields.includes(`${name}Id`));
  const add = () => {
    const name = system.trim().toLowerCase();
    if (name && !(name in ids)) onChange({ ...ids, [name]: '' });
    setSystem('');
  };
  return (
    <fieldset className="ids" aria-describedby={describedBy}>
      <legend>{label}</legend>
      {shown.map(([name, one]) => (
        <div key={name} className="id-row">
          <label htmlFor={`${id}-${name}`}>{name}</label>
          <input
            id={`${id}-${name}`}
            type="text"
            value={one}
            onChange={({ target }) => onChange({ ...ids, [name]: target.value })}
          />
          <button
            type="button"
            aria-label={t('form.removeId', { system: name })}
            onClick={() => {
              const { [name]: _, ...others } = ids;
              onChange(others);
            }}
          >
            ×
          </button>
        </div>
      ))}
      <div className="id-row">
        <input
          type="text"
          aria-label={t('form.systemLabel')}
          placeholder={t('form.system')}
          value={system}
          onChange={({ target }) => setSystem(target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            event.preventDefault();
            add();
          }}
        />
        <button type="button" onClick={add}>
          {t('form.addId')}
        </button>
      </div>
    </fieldset>
  );
};
