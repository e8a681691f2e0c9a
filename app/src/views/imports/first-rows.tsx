import { numberText } from '../../api/fields.js';
import type { Report } from '../../api/imports.js';
import { kindLabel, t } from '../../texts.js';
import { columnLabel } from './column-choices.js';

type Rows = Report['files'][number]['firstRows'];

const valueText = (name: string, value: unknown): string => {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return numberText({ name }, value);
  if (Array.isArray(value)) return value.join(', ');
  return typeof value === 'object'
    ? Object.entries(value)
        .map(([key, one]) => `${key}: ${one}`)
        .join(', ')
    : String(value);
};

/** The first rows of each kind, as they would be stored. */
export const FirstRows = ({ rows }: { rows: Rows }) => {
  const kinds = [...new Set(rows.map(({ kind }) => kind))];
  return (
    rows.length > 0 && (
      <>
        <h3>{t('import.firstRows')}</h3>
        {kinds.map((kind) => (
          <Preview key={kind} kind={kind} rows={rows.filter((row) => row.kind === kind)} />
        ))}
      </>
    )
  );
};

const Preview = ({ kind, rows }: { kind: string; rows: Rows }) => {
  const names = [...new Set(rows.flatMap(({ fields }) => Object.keys(fields)))].filter((name) =>
    rows.some(({ fields }) => valueText(name, fields[name]) !== ''),
  );
  return (
    <section
      className="preview"
      aria-label={`${t('import.firstRows')}: ${kindLabel(kind)}`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what overflows can be scrolled with the keyboard
      tabIndex={0}
    >
      <table className="items">
        <caption>{kindLabel(kind)}</caption>
        <thead>
          <tr>
            {names.map((name) => (
              <th key={name} scope="col">
                {columnLabel(name)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ fields }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no id yet
            <tr key={index}>
              {names.map((name) => (
                <td key={name} data-label={columnLabel(name)}>
                  <span>{valueText(name, fields[name])}</span>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
};
