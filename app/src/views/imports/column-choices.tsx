import { useId, useState } from 'react';
import {
  type Choices,
  columnsIn,
  fieldsToMap,
  type ImportRules,
  kindsOfRows,
} from '../../api/import-choices.js';
import { type Import, isEnded } from '../../api/imports.js';
import { fieldLabel, t } from '../../texts.js';
import { FieldError } from '../simple-form.js';
import type { SetChoice } from './import-form.js';

/** The label of a field of a file: `externalIds.tmdb` is the id of one system. */
export const columnLabel = (field: string): string =>
  field.startsWith('externalIds.')
    ? `${fieldLabel('externalId')}: ${field.slice('externalIds.'.length)}`
    : fieldLabel(field);

/** Lets the user choose a column of the file for each field. Collapsed if the service has recognized the columns. */
export const ColumnChoices = ({
  earlier,
  choices: { kind, map, ignoreOthers },
  set,
  rules,
  error,
}: {
  earlier: Import;
  choices: Choices;
  set: SetChoice;
  rules: ImportRules;
  error: string | undefined;
}) => {
  const id = useId();
  const columns = columnsIn(earlier);
  const [isFirstOpen] = useState(earlier.failure?.columns !== undefined || !isEnded(earlier));
  const kinds = kindsOfRows(rules, kind, earlier);
  const fields = [...new Set([...fieldsToMap(rules, kinds), ...Object.keys(map)])];
  if (columns.length === 0) return null;
  return (
    <details className="minor" open={isFirstOpen || error !== undefined}>
      <summary>{t('import.map')}</summary>
      <fieldset className="column-choices" aria-describedby={`${id}-advice ${id}-error`}>
        <legend className="hidden">{t('import.map')}</legend>
        <p id={`${id}-advice`} className="hint">
          {t('import.mapAdvice')}
        </p>
        <FieldError id={`${id}-error`} error={error} />
        <div className="minor-fields">
          {fields.map((field) => (
            <div key={field} className="field">
              <label htmlFor={`${id}-${field}`}>{columnLabel(field)}</label>
              <select
                id={`${id}-${field}`}
                value={map[field] ?? ''}
                onChange={({ target }) => set('map', { ...map, [field]: target.value })}
              >
                <option value="">{t('import.unmapped')}</option>
                {columns.map(({ column }) => (
                  <option key={column} value={column}>
                    {column}
                  </option>
                ))}
                {/* A path into JSON objects is not among the columns. */}
                {map[field] && !columns.some(({ column }) => column === map[field]) && (
                  <option value={map[field]}>{map[field]}</option>
                )}
              </select>
            </div>
          ))}
        </div>
        <label className="beside">
          <input
            type="checkbox"
            checked={ignoreOthers}
            onChange={({ target }) => set('ignoreOthers', target.checked)}
          />
          {t('import.ignoreOthers')}
        </label>
      </fieldset>
    </details>
  );
};
