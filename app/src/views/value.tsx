import { Link } from 'react-router-dom';
import { type Field, numberText } from '../api/fields.js';
import { t, valueLabel } from '../texts.js';

const dates = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

export const DateTime = ({ value }: { value: string }) => (
  <time dateTime={value}>{dates.format(new Date(value))}</time>
);

const days = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });

/** The day of a time, in the zone of the browser. */
export const Day = ({ value }: { value: string }) => (
  <time dateTime={value}>{days.format(new Date(value))}</time>
);

/** The item that a reference refers to, embedded under its name: `authorId` → `author`. */
const referred = (record: Readonly<Record<string, unknown>>, { name }: Field) =>
  record[name.replace(/Id$/, '')] as Record<string, unknown> | null | undefined;

/** Shows the value of a field. @param nameOf returns the name of an item of the kind with this plural */
export const Value = ({
  field,
  record,
  nameOf,
}: {
  field: Field;
  record: Readonly<Record<string, unknown>>;
  nameOf: (plural: string, item: Record<string, unknown>) => string;
}) => {
  const value = record[field.name];
  if (value === null || value === undefined) return null;
  switch (field.type) {
    case 'integer':
    case 'number':
      return <>{numberText(field, value as number)}</>;
    case 'boolean':
      return <>{value ? t('value.true') : t('value.false')}</>;
    case 'choice':
      return <>{valueLabel(String(value))}</>;
    case 'choices':
      return <>{(value as string[]).map(valueLabel).join(', ')}</>;
    case 'time':
      return <DateTime value={value as string} />;
    case 'reference': {
      const item = referred(record, field);
      const name = item ? nameOf(field.to as string, item) : String(value);
      return <Link to={`/${field.to}/${value}/show`}>{name}</Link>;
    }
    // Ids with a separate field, such as `imdb` with `imdbId`, are shown there.
    case 'map':
      return (
        <>
          {Object.entries(value as object)
            .filter(([key]) => !(`${key}Id` in record))
            .map(([key, one]) => `${key}: ${one}`)
            .join(', ')}
        </>
      );
    default:
      return <>{String(value)}</>;
  }
};
