import { useCallback, useEffect, useId, useState } from 'react';
import { t } from '../../texts.js';
import { FieldError } from '../simple-form.js';
import { bytesText } from './bytes.js';

/** Why a file cannot be sent; undefined: it can. */
const mistakeOf = (file: File, maxBytes: number): string | undefined => {
  if (file.size > maxBytes)
    return t('import.tooLarge', { size: bytesText(file.size), max: bytesText(maxBytes) });
  return file.size === 0 ? t('import.empty') : undefined;
};

const hasFiles = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes('Files') ?? false;

/** Calls back with a file that is dropped anywhere on the page, where browsers would open it instead. */
const useDrop = (onDrop: (file: File | undefined, isFolder: boolean) => void): boolean => {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const over = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const leave = ({ relatedTarget }: DragEvent) => {
      if (relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(false);
      const [item] = event.dataTransfer?.items ?? [];
      onDrop(event.dataTransfer?.files[0], item?.webkitGetAsEntry()?.isDirectory ?? false);
    };
    window.addEventListener('dragover', over);
    window.addEventListener('dragleave', leave);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragover', over);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('drop', drop);
    };
  }, [onDrop]);
  return isOver;
};

/** Lets the user choose or drop a file. Shows an error for a file that cannot be sent. */
export const ChooseFile = ({
  file,
  onChoose,
  maxBytes,
  error,
}: {
  file: File | undefined;
  onChoose: (file: File | undefined) => void;
  maxBytes: number;
  /** Shown if nothing else is wrong. */
  error?: string | undefined;
}) => {
  const id = useId();
  const [mistake, setMistake] = useState<string>();
  const choose = useCallback(
    (chosen: File | undefined, isFolder = false) => {
      if (chosen === undefined) return;
      const wrong = isFolder ? t('import.folder') : mistakeOf(chosen, maxBytes);
      setMistake(wrong && `${chosen.name}: ${wrong}`);
      onChoose(wrong === undefined ? chosen : undefined);
    },
    [maxBytes, onChoose],
  );
  const isOver = useDrop(choose);
  const shown = mistake ?? (file === undefined ? error : undefined);
  return (
    <div className={`field drop${isOver ? ' over' : ''}`}>
      {file && (
        <p className="chosen">
          <span className="hidden">{t('import.chosen')}: </span>
          <strong>{file.name}</strong> <span className="hint">{bytesText(file.size)}</span>
        </p>
      )}
      <input
        id={id}
        type="file"
        className="hidden"
        aria-describedby={`${id}-advice ${id}-error`}
        aria-invalid={shown ? true : undefined}
        onChange={({ target }) => {
          choose(target.files?.[0]);
          // The same file can be chosen again, after it was changed.
          target.value = '';
        }}
      />
      <label htmlFor={id} className="button">
        {t(file ? 'import.chooseOther' : 'import.choose')}
      </label>
      <p id={`${id}-advice`}>
        {isOver ? t('import.dropHere') : t('import.drop', { size: bytesText(maxBytes) })}
      </p>
      <FieldError id={`${id}-error`} error={shown} />
    </div>
  );
};
