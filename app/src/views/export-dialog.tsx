import { type MouseEvent, useEffect, useId, useRef, useState } from 'react';
import type { ListQuery } from '../api/combinations.js';
import { type Export, exportAddress, exportedQuery } from '../api/exports.js';
import type { Field } from '../api/fields.js';
import type { Kind } from '../api/kinds.js';
import { api } from '../api/service.js';
import { fieldLabel, findText, kindLabel, t, valueLabel } from '../texts.js';
import { filterText } from './filter-controls.js';
import { sortLabel } from './filtered-list.js';
import { messageOf } from './states.js';

/** Where numbers have a decimal comma, spreadsheets expect semicolons between columns. */
const hasDecimalComma = () =>
  new Intl.NumberFormat().formatToParts(1.5).some(({ type, value }) => type === 'decimal' && value === ',');

const firstValue = ({ type, options }: Field): unknown =>
  type === 'boolean' ? true : hasDecimalComma() && options.includes(';') ? ';' : options[0];

/** Downloads what a list shows as a file, with the same filters and in the same order. The browser stores it as it arrives. */
export default function ExportDialog({
  kind,
  source,
  query,
  onClose,
}: {
  kind: Kind;
  source: Export;
  query: ListQuery;
  onClose: () => void;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const [format, setFormat] = useState(source.formats[0]);
  const [options, setOptions] = useState<Readonly<Record<string, unknown>>>(() =>
    Object.fromEntries(source.options.map((field) => [field.name, firstValue(field)])),
  );
  const [failure, setFailure] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const isReady = useRef(false);
  useEffect(() => dialog.current?.showModal(), []);
  const { query: exported, leftOut } = exportedQuery(kind, source, query);
  const filters = Object.entries(exported.filters);
  const plural = kindLabel(kind.plural);

  /** A download cannot renew the session, so that is done before. */
  const prepare = async (event: MouseEvent<HTMLAnchorElement>) => {
    if (isReady.current) {
      isReady.current = false;
      return;
    }
    event.preventDefault();
    const link = event.currentTarget;
    setBusy(true);
    setFailure(undefined);
    try {
      await api.get('/api/v1/users/me');
      isReady.current = true;
      link.click();
      onClose();
    } catch (error) {
      setFailure(messageOf(error));
    }
    setBusy(false);
  };
  return (
    <dialog ref={dialog} aria-labelledby={titleId} className="export" onClose={onClose}>
      <h2 id={titleId}>{t('export.title', { kind: plural })}</h2>
      {leftOut.length > 0 && (
        <p role="alert" className="message error">
          {t('export.leftOut', { filters: leftOut.map(filterText).join(', ') })}
        </p>
      )}
      <p>
        {t(filters.length > 0 ? 'export.matching' : 'export.all', { kind: plural })}{' '}
        {t('export.order', { order: sortLabel(exported.sort) })}
      </p>
      {filters.length > 0 && (
        <ul className="export-filters">
          {filters.map(([name, value]) => (
            <li key={name}>
              {filterText(name)}: {[value].flat().join(', ')}
            </li>
          ))}
        </ul>
      )}
      <fieldset>
        <legend>{t('export.format')}</legend>
        {source.formats.map((one) => (
          <label key={one} className="beside">
            <input type="radio" name="format" checked={one === format} onChange={() => setFormat(one)} />
            {findText(`export.format.${one}`) ?? one}
          </label>
        ))}
      </fieldset>
      {format === 'csv' && source.options.length > 0 && (
        <div className="export-options">
          {source.options.map((field) => (
            <Option
              key={field.name}
              field={field}
              value={options[field.name]}
              onChange={(value) => setOptions({ ...options, [field.name]: value })}
            />
          ))}
        </div>
      )}
      <div role="alert" className="message error">
        {failure}
      </div>
      <div className="buttons">
        <a
          className="button primary"
          href={exportAddress(source, exported, { format, ...(format === 'csv' && options) })}
          download
          aria-disabled={isBusy}
          onClick={prepare}
        >
          {t('export.download')}
        </a>
        <button type="button" onClick={() => dialog.current?.close()}>
          {t('form.cancel')}
        </button>
      </div>
    </dialog>
  );
}

const Option = ({
  field: { name, type, options },
  value,
  onChange,
}: {
  field: Field;
  value: unknown;
  onChange: (value: unknown) => void;
}) => {
  const label = findText(`export.${name}`) ?? fieldLabel(name);
  if (type === 'boolean')
    return (
      <label className="beside">
        <input type="checkbox" checked={Boolean(value)} onChange={({ target }) => onChange(target.checked)} />
        {label}
      </label>
    );
  return (
    <label className="beside">
      {label}
      <select value={String(value)} onChange={({ target }) => onChange(target.value)}>
        {options.map((option) => (
          <option key={option} value={option}>
            {findText(`export.${name}.${option}`) ?? valueLabel(option)}
          </option>
        ))}
      </select>
    </label>
  );
};
