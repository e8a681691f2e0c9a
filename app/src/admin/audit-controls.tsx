import { useId } from 'react';
import { t } from '../texts.js';
import { TextFilter } from '../views/filter-controls.js';
import { ReferencePicker } from '../views/reference-picker.js';
import { toLocalInput } from './local-time.js';
import { people } from './people.js';

/** An id that the user pastes. */
export const IdFilter = ({
  name,
  label,
  value,
  onSet,
}: {
  name: string;
  label: string;
  value: unknown;
  onSet: (text: string) => void;
}) => (
  <TextFilter
    field={{ name, type: 'text', schema: { maxLength: 128 }, isRequired: false, options: [] }}
    label={label}
    value={value}
    onSet={(_, text) => onSet(String(text ?? ''))}
  />
);

export const PersonFilter = ({ value, onSet }: { value: unknown; onSet: (id: number | null) => void }) => (
  <div className="filter">
    <ReferencePicker
      kind={people}
      label={t('audit.person')}
      value={value === undefined ? null : Number(value)}
      onChange={onSet}
    />
  </div>
);

/**
 * A time in the time zone of the browser. It is applied when the user leaves the field, since a year is typed digit by
 * digit.
 */
export const TimeFilter = ({
  label,
  value,
  onSet,
}: {
  label: string;
  value: unknown;
  onSet: (text: string) => void;
}) => {
  const id = useId();
  const current = toLocalInput(value);
  const apply = (text: string) => {
    if (text !== current) onSet(text);
  };
  return (
    <div className="filter">
      <label htmlFor={id}>{label}</label>
      <input
        key={current}
        id={id}
        type="datetime-local"
        defaultValue={current}
        onBlur={({ target }) => apply(target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') apply(event.currentTarget.value);
        }}
      />
    </div>
  );
};
