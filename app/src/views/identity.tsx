import { lazy, Suspense, useEffect, useState } from 'react';
import { onRecentRequired, type RequiredProof } from '../api/service.js';
import { t } from '../texts.js';
import { Explained } from './states.js';

const IdentityDialog = lazy(() => import('./identity-dialog.js'));

interface Question {
  readonly promise: Promise<void>;
  readonly required: RequiredProof;
  confirm(): void;
  cancel(): void;
}

const newQuestion = (required: RequiredProof, close: () => void): Question => {
  let confirm = () => {};
  let cancel = () => {};
  const promise = new Promise<void>((resolve, reject) => {
    confirm = resolve;
    cancel = () => reject(new Explained(t('identity.canceled')));
  });
  promise.catch(() => {}).finally(close);
  return { promise, required, confirm, cancel };
};

/** Asks who the user is when a request requires recent authentication: once for all requests that wait. */
export const IdentityQuestion = () => {
  const [question, setQuestion] = useState<Question>();
  useEffect(() => {
    let open: Question | undefined;
    return onRecentRequired((required) => {
      open ??= newQuestion(required, () => {
        open = undefined;
        setQuestion(undefined);
      });
      setQuestion(open);
      return open.promise;
    });
  }, []);
  if (!question) return null;
  return (
    <Suspense>
      <IdentityDialog
        required={question.required}
        onConfirmed={question.confirm}
        onCancel={question.cancel}
      />
    </Suspense>
  );
};
