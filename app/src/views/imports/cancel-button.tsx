import { useId, useRef, useState } from 'react';
import { anyVersion, type Import, importPath } from '../../api/imports.js';
import { api } from '../../api/service.js';
import { t } from '../../texts.js';
import { messageOf } from '../states.js';
import { uploads, useChange } from './state.js';

/** Cancels an import, after a question. */
export const CancelButton = ({ job: { id, name, status } }: { job: Import }) => {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const [failure, setFailure] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const change = useChange();
  const cancel = async () => {
    setBusy(true);
    try {
      uploads.stop(id);
      // Its version changes with each batch.
      await change(() => api.remove(importPath(id), { headers: anyVersion }));
      dialog.current?.close();
    } catch (error) {
      setFailure(messageOf(error));
    }
    setBusy(false);
  };
  return (
    <>
      <button type="button" onClick={() => dialog.current?.showModal()}>
        {t('import.cancel')}
      </button>
      <dialog ref={dialog} aria-labelledby={titleId} onClose={() => setFailure(undefined)}>
        <h2 id={titleId}>{t('import.cancelQuestion', { name })}</h2>
        <p>{t(status === 'importing' ? 'import.cancelRunning' : 'import.cancelAdvice')}</p>
        <div role="alert" className="message error">
          {failure}
        </div>
        <div className="buttons">
          <button type="button" className="danger" disabled={isBusy} onClick={cancel}>
            {t('import.cancel')}
          </button>
          <button type="button" onClick={() => dialog.current?.close()}>
            {t('import.keep')}
          </button>
        </div>
      </dialog>
    </>
  );
};
