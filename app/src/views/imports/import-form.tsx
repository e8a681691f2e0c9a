import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { newKey } from '../../api/data-provider.js';
import { type Choices, choicesFrom, optionsOf } from '../../api/import-choices.js';
import { anyVersion, type Import, importPath, importsPath, isEnded } from '../../api/imports.js';
import { api, ProblemError } from '../../api/service.js';
import { useCatalogue } from '../../catalogue.js';
import { useSession } from '../../session.js';
import { t } from '../../texts.js';
import { messageOf } from '../states.js';
import { ChooseFile } from './choose-file.js';
import { ColumnChoices } from './column-choices.js';
import { KindChoice, ReadingChoices, UpdateChoices } from './option-choices.js';
import { columnForIds } from './rejections.js';
import { uploads, useImportRules, useStartUpload } from './state.js';

/** Changes a choice. */
export type SetChoice = <Name extends keyof Choices>(name: Name, value: Choices[Name]) => void;

/** The messages of a problem by option: `/options/encoding` is one of `encoding`. */
const optionErrors = (error: unknown): Readonly<Record<string, string>> =>
  error instanceof ProblemError
    ? Object.fromEntries(
        error.errors.map(({ pointer = '', message }) => [
          pointer.replace(/^\/(?:options\/)?([^/]*).*$/, '$1'),
          message,
        ]),
      )
    : {};

/** Creates an import with these options. A request that is sent again after a lost response creates no second one. */
const useCreate = () => {
  const sent = useRef({ key: newKey(), text: '' });
  return async (body: object): Promise<Import> => {
    const text = JSON.stringify(body);
    if (sent.current.text !== text) sent.current = { key: newKey(), text };
    const headers = { 'Idempotency-Key': sent.current.key };
    const { data } = await api.post<Import>(importsPath, { body, headers });
    sent.current = { key: newKey(), text: '' };
    return data;
  };
};

/**
 * Chooses a file and how it is read, and uploads it.
 * @param earlier an import of the same file: its options are where this form begins
 */
export const ImportForm = ({ earlier }: { earlier?: Import }) => {
  const rules = useImportRules();
  const { user } = useSession();
  const navigate = useNavigate();
  const startUpload = useStartUpload();
  const create = useCreate();
  const [file, setFile] = useState(() => earlier && uploads.fileOf(earlier.id));
  const { kinds } = useCatalogue();
  const [choices, setChoices] = useState(() => {
    const first = choicesFrom(earlier);
    const ids =
      earlier &&
      columnForIds(
        earlier,
        kinds.map(({ namedBy }) => namedBy),
      );
    return ids === undefined ? first : { ...first, map: { ...first.map, sourceId: ids } };
  });
  const [failure, setFailure] = useState<string>();
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const [isBusy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const set: SetChoice = (name, value) => setChoices((before) => ({ ...before, [name]: value }));
  const needsKind = /options\.kind/.test(earlier?.failure?.detail ?? '');

  useEffect(() => {
    if (Object.keys(errors).length > 0)
      form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [errors]);

  const showError = (text: string | undefined, byOption: Readonly<Record<string, string>>) => {
    setFailure(text);
    setErrors(byOption);
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (file === undefined) return showError(undefined, { file: t('import.needed') });
    if (needsKind && choices.kind === '') return showError(undefined, { kind: t('import.kindNeeded') });
    setBusy(true);
    try {
      const { id } = await create({ name: file.name, options: optionsOf(choices, earlier) });
      startUpload(id, file);
      // The new import takes the place of the other one, whose file uses space.
      if (earlier && earlier.ownerId === user?.id && !isEnded(earlier))
        api.remove(importPath(earlier.id), { headers: anyVersion }).catch(() => undefined);
      navigate(`/imports/${id}`);
    } catch (error) {
      const byOption = optionErrors(error);
      setBusy(false);
      showError(Object.keys(byOption).length > 0 ? t('form.invalid') : messageOf(error), byOption);
    }
  };
  return (
    <form ref={form} className="import-form" onSubmit={submit} noValidate>
      <div role="alert" className="message error">
        {failure}
      </div>
      <ChooseFile
        file={file}
        onChoose={setFile}
        maxBytes={rules.maxBytes}
        error={errors.file ?? errors.name}
      />
      <div className="import-options">
        <KindChoice
          kinds={Object.keys(rules.columns)}
          choices={choices}
          set={set}
          error={errors.kind}
          isNeeded={needsKind}
        />
        <UpdateChoices choices={choices} set={set} />
      </div>
      {earlier && (
        <ColumnChoices earlier={earlier} choices={choices} set={set} rules={rules} error={errors.map} />
      )}
      <ReadingChoices choices={choices} set={set} rules={rules} errors={errors} />
      <div className="buttons">
        <button type="submit" className="primary" disabled={isBusy}>
          {t(earlier ? 'import.again' : 'import.upload')}
        </button>
      </div>
    </form>
  );
};
