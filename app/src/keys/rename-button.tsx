import { useNotify } from 'ra-core';
import { useEffect, useRef, useState } from 'react';
import { api, ConflictError } from '../api/service.js';
import { t } from '../texts.js';
import { Dialog } from '../views/dialog.js';
import { SimpleForm, TextField } from '../views/simple-form.js';
import { Explained, isGone } from '../views/states.js';
import type { ApiKey } from './api-keys.js';
import { useInvalidateKeys } from './use-keys.js';

interface Props {
  readonly name: string;
  readonly path: string;
  /** Called if the key was removed meanwhile. */
  readonly onGone: () => void;
}

/** Renames a key, in a dialog. */
export const RenameButton = ({ name, path, onGone }: Props) => {
  const [isOpen, setOpen] = useState(false);
  const close = () => setOpen(false);
  return (
    <>
      <button type="button" aria-label={t('keys.renameOf', { name })} onClick={() => setOpen(true)}>
        {t('keys.rename')}
      </button>
      {isOpen && (
        <Dialog title={t('keys.renameTitle', { name })} onClose={close}>
          <RenameForm name={name} path={path} onGone={onGone} onDone={close} />
        </Dialog>
      )}
    </>
  );
};

const RenameForm = ({ name: before, path, onGone, onDone }: Props & { readonly onDone: () => void }) => {
  const notify = useNotify();
  const invalidate = useInvalidateKeys();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.select(), []);
  const rename = async ({ name = '' }) => {
    try {
      await api.patch(path, { body: { name } });
      notify(t('keys.renamed', { name }));
    } catch (error) {
      if (error instanceof ConflictError && error.current)
        throw new Explained(t('keys.renamedMeanwhile', { name: (error.current.data as ApiKey).name }));
      if (!isGone(error) && !(error instanceof ConflictError && error.isRemoved)) throw error;
      onGone();
      notify(t('keys.removed', { name: before }));
    }
    onDone();
    await invalidate();
  };
  return (
    <SimpleForm send={rename} button={t('account.save')} buttonClass="primary" onCancel={onDone}>
      <TextField name="name" label={t('keys.name')} defaultValue={before} autoComplete="off" ref={field} />
    </SimpleForm>
  );
};
