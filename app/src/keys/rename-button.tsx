import { useNotify } from 'ra-core';
import { useEffect, useRef, useState } from 'react';
import { api, ConflictError } from '../api/service.js';
import { t } from '../texts.js';
import { Dialog } from '../views/dialog.js';
import { SimpleForm, TextField } from '../views/simple-form.js';
import { Explained } from '../views/states.js';
import type { ApiKey } from './api-keys.js';
import { useInvalidateKeys } from './use-keys.js';

/** Renames a key, in a dialog. */
export const RenameButton = ({ name, path }: { name: string; path: string }) => {
  const [isOpen, setOpen] = useState(false);
  const close = () => setOpen(false);
  return (
    <>
      <button type="button" aria-label={t('keys.renameOf', { name })} onClick={() => setOpen(true)}>
        {t('keys.rename')}
      </button>
      {isOpen && (
        <Dialog title={t('keys.renameTitle', { name })} onClose={close}>
          <RenameForm name={name} path={path} onDone={close} />
        </Dialog>
      )}
    </>
  );
};

const RenameForm = ({ name: before, path, onDone }: { name: string; path: string; onDone: () => void }) => {
  const notify = useNotify();
  const invalidate = useInvalidateKeys();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.select(), []);
  const rename = async ({ name = '' }) => {
    await api.patch(path, { body: { name } }).catch((error) => {
      if (!(error instanceof ConflictError) || !error.current) throw error;
      throw new Explained(t('keys.renamedMeanwhile', { name: (error.current.data as ApiKey).name }));
    });
    notify(t('keys.renamed', { name }));
    onDone();
    await invalidate();
  };
  return (
    <SimpleForm send={rename} button={t('account.save')} buttonClass="primary" onCancel={onDone}>
      <TextField name="name" label={t('keys.name')} defaultValue={before} autoComplete="off" ref={field} />
    </SimpleForm>
  );
};
