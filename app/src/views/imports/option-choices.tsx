import { type ReactNode, useId } from 'react';
import type { Choices, ImportRules } from '../../api/import-choices.js';
import { kindLabel, t } from '../../texts.js';
import { FieldError } from '../simple-form.js';
import type { SetChoice } from './import-form.js';

interface Props {
  readonly choices: Choices;
  readonly set: SetChoice;
}

/** A control with its label, advice and error. */
const Control = ({
  label,
  advice,
  error,
  children,
}: {
  label: string;
  advice?: string;
  error?: string | undefined;
  children: (props: { id: string; 'aria-describedby': string; 'aria-invalid'?: true }) => ReactNode;
}) => {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        'aria-describedby': `${id}-advice ${id}-error`,
        ...(error && { 'aria-invalid': true }),
      })}
      <FieldError id={`${id}-error`} error={error} />
      <p id={`${id}-advice`} className="advice">
        {advice}
      </p>
    </div>
  );
};

export const KindChoice = ({
  kinds,
  choices,
  set,
  error,
  isNeeded,
}: Props & { kinds: readonly string[]; error: string | undefined; isNeeded: boolean }) => (
  <Control
    label={t('import.kind')}
    advice={t(isNeeded ? 'import.kindNeeded' : 'import.kindAdvice')}
    error={error}
  >
    {(props) => (
      <select {...props} value={choices.kind} onChange={({ target }) => set('kind', target.value)}>
        <option value="">{t('import.kindAuto')}</option>
        {kinds.map((plural) => (
          <option key={plural} value={plural}>
            {kindLabel(plural)}
          </option>
        ))}
      </select>
    )}
  </Control>
);

const replacements = ['unedited', 'empty', 'all'] as const;

/** What happens to existing entries, and to values that cannot be read. */
export const UpdateChoices = ({ choices, set }: Props) => (
  <>
    <Control label={t('import.replace')}>
      {(props) => (
        <select
          {...props}
          value={choices.replace}
          onChange={({ target }) => set('replace', target.value as Choices['replace'])}
        >
          {replacements.map((one) => (
            <option key={one} value={one}>
              {t(`import.replace.${one}`)}
            </option>
          ))}
        </select>
      )}
    </Control>
    <label className="beside">
      <input
        type="checkbox"
        checked={choices.lenient}
        onChange={({ target }) => set('lenient', target.checked)}
      />
      {t('import.lenient')}
    </label>
  </>
);

const delimiters = [',', ';', 'tab', '|'] as const;
const encodings = [
  'windows-1252',
  'windows-1250',
  'windows-1251',
  'utf-16le',
  'shift_jis',
  'gb18030',
  'big5',
];

/** What the service finds out by itself, except in unusual files. Opens by itself if one of it was rejected. */
export const ReadingChoices = ({
  choices,
  set,
  rules,
  errors,
}: Props & { rules: ImportRules; errors: Readonly<Record<string, string>> }) => {
  const list = useId();
  const names = ['format', 'delimiter', 'encoding', 'sheet'] as const;
  const isOpen = names.some((name) => errors[name] !== undefined || choices[name] !== '');
  return (
    <details className="minor" open={isOpen || undefined}>
      <summary>{t('import.reading')}</summary>
      <div className="minor-fields">
        <Control label={t('import.format')} error={errors.format}>
          {(props) => (
            <select {...props} value={choices.format} onChange={({ target }) => set('format', target.value)}>
              <option value="">{t('import.auto')}</option>
              {rules.formats.map((format) => (
                <option key={format} value={format}>
                  {format.toUpperCase()}
                </option>
              ))}
            </select>
          )}
        </Control>
        <Control label={t('import.delimiter')} error={errors.delimiter}>
          {(props) => (
            <select
              {...props}
              value={choices.delimiter}
              onChange={({ target }) => set('delimiter', target.value)}
            >
              <option value="">{t('import.auto')}</option>
              {delimiters.map((one) => (
                <option key={one} value={one}>
                  {t(`import.delimiter.${one}`)}
                </option>
              ))}
            </select>
          )}
        </Control>
        <Control label={t('import.encoding')} advice={t('import.encodingAdvice')} error={errors.encoding}>
          {(props) => (
            <>
              <input
                {...props}
                list={list}
                value={choices.encoding}
                autoComplete="off"
                onChange={({ target }) => set('encoding', target.value)}
              />
              <datalist id={list}>
                {encodings.map((one) => (
                  <option key={one} value={one} />
                ))}
              </datalist>
            </>
          )}
        </Control>
        <Control label={t('import.sheet')} advice={t('import.sheetAdvice')} error={errors.sheet}>
          {(props) => (
            <input
              {...props}
              value={choices.sheet}
              autoComplete="off"
              onChange={({ target }) => set('sheet', target.value)}
            />
          )}
        </Control>
      </div>
    </details>
  );
};
