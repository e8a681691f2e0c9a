import { anyVersion, type Import, importPath } from '../../api/imports.js';
import { api } from '../../api/service.js';
import { t } from '../../texts.js';
import { ConfirmButton } from '../confirm.js';
import { uploads, useChange } from './state.js';

/** Cancels an import, after a confirmation. */
export const CancelButton = ({ job: { id, name, status } }: { job: Import }) => {
  const change = useChange();
  return (
    <ConfirmButton
      label={t('import.cancel')}
      question={t('import.cancelQuestion', { name })}
      advice={t(status === 'importing' ? 'import.cancelRunning' : 'import.cancelAdvice')}
      keep={t('import.keep')}
      isDanger
      act={async () => {
        uploads.stop(id);
        // Its version changes with each batch.
        await change(() => api.remove(importPath(id), { headers: anyVersion }));
      }}
    />
  );
};
