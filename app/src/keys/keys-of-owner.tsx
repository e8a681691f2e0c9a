import { useNotify } from 'ra-core';
import { type ReactNode, type RefObject, useEffect, useRef, useState } from 'react';
import { t } from '../texts.js';
import { Failure, Loading } from '../views/states.js';
import type { ApiKey, CreatedKey, KeyOwner } from './api-keys.js';
import { KeyTable } from './key-table.js';
import { NewKey } from './new-key.js';
import { ShownKey } from './shown-key.js';
import { useFocusAfterRemoval, useKeys } from './use-keys.js';

/** What is shown above the list. A new key is kept here alone, and gone when the person leaves. */
type Step = 'list' | 'form' | { readonly created: CreatedKey };

/**
 * The keys of one owner: creates, renames and removes them.
 * @param heading of the part of the page, with the button beside it
 * @param children shown below the heading
 */
export const KeysOfOwner = ({
  owner,
  heading: Heading,
  children,
}: {
  owner: KeyOwner;
  heading: 'h1' | 'h2';
  children?: ReactNode;
}) => {
  const { listPath, role, pathOf, canRename } = owner;
  const [step, setStep] = useState<Step>('list');
  const heading = useRef<HTMLHeadingElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const hasLeft = useRef(false);
  useEffect(() => {
    if (step === 'list' && hasLeft.current) opener.current?.focus();
    hasLeft.current = step !== 'list';
  }, [step]);
  const close = () => setStep('list');
  return (
    <>
      <div className="title-row">
        <Heading ref={heading} tabIndex={-1}>
          {t('keys.title')}
        </Heading>
        {step === 'list' && (
          <button ref={opener} type="button" onClick={() => setStep('form')}>
            {t('keys.new')}
          </button>
        )}
      </div>
      {children}
      {step !== 'list' && (
        <section className="panel">
          {step === 'form' ? (
            <>
              <h2>{t('keys.new')}</h2>
              <NewKey
                listPath={listPath}
                role={role}
                onCreated={(created) => setStep({ created })}
                onCancel={close}
              />
            </>
          ) : (
            <ShownKey created={step.created} onDone={close} />
          )}
        </section>
      )}
      <Keys
        listPath={listPath}
        pathOf={pathOf}
        canRename={canRename}
        role={role}
        heading={heading}
        onRemoved={(id) => {
          if (typeof step === 'object' && step.created.id === id) close();
        }}
        created={typeof step === 'object' ? step.created : undefined}
      />
    </>
  );
};

const Keys = ({
  listPath,
  heading,
  onRemoved,
  created,
  ...table
}: Pick<KeyOwner, 'listPath' | 'pathOf' | 'canRename' | 'role'> & {
  heading: RefObject<HTMLElement | null>;
  onRemoved: (id: string) => void;
  created: CreatedKey | undefined;
}) => {
  const { data, error, isPending, isFetching, refetch } = useKeys(listPath);
  const focusAfterRemoval = useFocusAfterRemoval(data, heading);
  useRemovedElsewhere(created, data, onRemoved);
  if (error) return <Failure error={error} onRetry={refetch} />;
  if (isPending) return <Loading />;
  if (data.length === 0) return <p className="state">{t('keys.none')}</p>;
  const removed = (id: string) => {
    focusAfterRemoval(id);
    onRemoved(id);
  };
  return <KeyTable keys={data} isBusy={isFetching} onRemoved={removed} {...table} />;
};

/** Calls back if the new key was in the list, and is not any more: it was removed in another tab, or by an admin. */
const useRemovedElsewhere = (
  created: CreatedKey | undefined,
  keys: readonly ApiKey[] | undefined,
  onRemoved: (id: string) => void,
) => {
  const notify = useNotify();
  const listed = useRef<string>(undefined);
  useEffect(() => {
    if (created === undefined || keys === undefined) return;
    const { id, name } = created;
    if (keys.some((key) => key.id === id)) listed.current = id;
    else if (listed.current === id) {
      listed.current = undefined;
      notify(t('keys.removed', { name }));
      onRemoved(id);
    }
  });
};
