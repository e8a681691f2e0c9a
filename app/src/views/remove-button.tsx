import { useQueryClient } from '@tanstack/react-query';
import { type RaRecord, useDataProvider, useNotify } from 'ra-core';
import { useId, useRef, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { itemKey } from '../api/data-provider.js';
import type { Kind } from '../api/kinds.js';
import { t } from '../texts.js';
import { isGone, messageOf } from './states.js';

/** Removes an item, after a question. */
export const RemoveButton = ({ kind, item }: { kind: Kind; item: RaRecord }) => {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const [failure, setFailure] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const provider = useDataProvider();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const notify = useNotify();
  const name = String(item[kind.namedBy]);
  const remove = async () => {
    setBusy(true);
    try {
      await provider.delete(kind.plural, { id: item.id, previousData: item }).catch((error) => {
        // It is removed already: by an earlier attempt whose response was lost, or by somebody else.
        if (!isGone(error)) throw error;
      });
      notify(t('form.removed', { name }));
      await navigate(`/${kind.plural}`);
      queries.removeQueries({ queryKey: itemKey(kind.plural, item.id) });
      await queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] === kind.plural });
    } catch (error) {
      setFailure(messageOf(error));
      setBusy(false);
    }
  };
  return (
    <>
      <button type="button" className="danger" onClick={() => dialog.current?.showModal()}>
        {t('form.remove')}
      </button>
      <dialog ref={dialog} aria-labelledby={titleId} onClose={() => setFailure(undefined)}>
        <h2 id={titleId}>{t('form.removeQuestion', { name })}</h2>
        <p>{t('form.removeAdvice')}</p>
        <div role="alert" className="message error">
          {failure}
        </div>
        <div className="buttons">
          <button type="button" className="danger" disabled={isBusy} onClick={remove}>
            {t('form.remove')}
          </button>
          <button type="button" onClick={() => dialog.current?.close()}>
            {t('form.cancel')}
          </button>
        </div>
      </dialog>
    </>
  );
};
