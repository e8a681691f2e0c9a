import { type ReactNode, useId, useRef, useState } from 'react';
import { t } from '../texts.js';
import { explanationOf } from './states.js';

/**
 * A button that asks before it acts. An error stays in the dialog, from which the person can try again.
 * @param act what to do; an error that it throws is shown
 */
export const ConfirmButton = ({
  label,
  name = label,
  question,
  advice,
  isDanger = false,
  keep = t('form.cancel'),
  act,
}: {
  label: string;
  /** The name of the button for screen readers, where several have the same label. */
  name?: string;
  question: string;
  advice: ReactNode;
  isDanger?: boolean;
  /** The label of the button that does nothing. */
  keep?: string;
  act: () => Promise<void>;
}) => {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const [failure, setFailure] = useState<ReactNode>();
  const [isBusy, setBusy] = useState(false);
  const className = isDanger ? 'danger' : undefined;
  const confirm = async () => {
    setBusy(true);
    setFailure(undefined);
    try {
      await act();
      dialog.current?.close();
    } catch (error) {
      setFailure(explanationOf(error));
    }
    setBusy(false);
  };
  return (
    <>
      <button
        type="button"
        className={className}
        aria-label={name === label ? undefined : name}
        onClick={() => dialog.current?.showModal()}
      >
        {label}
      </button>
      <dialog ref={dialog} aria-labelledby={titleId} onClose={() => setFailure(undefined)}>
        <h2 id={titleId}>{question}</h2>
        <p>{advice}</p>
        <div role="alert" className="message error">
          {failure}
        </div>
        <div className="buttons">
          <button type="button" className={className ?? 'primary'} disabled={isBusy} onClick={confirm}>
            {label}
          </button>
          <button type="button" onClick={() => dialog.current?.close()}>
            {keep}
          </button>
        </div>
      </dialog>
    </>
  );
};
