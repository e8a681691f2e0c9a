import { lazy, Suspense, useEffect, useState } from 'react';
import { onRecentRequired } from '../api/service.js';
import { t } from '../texts.js';
import { Explained } from './states.js';

const IdentityDialog = lazy(() => import('./identity-dialog.js'));

interface Question {
  readonly promise: Promise<void>;
  readonly startsWithCode: boolean;
  confirm(): void;
  cancel(): void;
}

const newQuestion = (startsWithCode: boolean, close: () => void): Question => {
  let confirm = () => {};
  let cancel = () => {};
  const promise = new Promise<void>((resolve, reject) => {
    confirm = resolve;
    cancel = () => reject(new Explained(t('identity.canceled')));
  });
  promise.catch(() => {}).finally(close);
  return { promise, startsWithCode, confirm, cancel };
};

/** Asks who the user is when a request requires recent authentication: once for all requests that wait. */
export const IdentityQuestion = () => {
  const [question, setQuestion] = useState<Question>();
  useEffect(() => {
    let open: Question | undefined;
    return onRecentRequired((startsWithCode) => {
      open ??= newQuestion(startsWithCode, () => {
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
        startsWithCode={question.startsWithCode}
        onConfirmed={question.confirm}
        onCancel={question.cancel}
      />
    </Suspense>
  );
};
