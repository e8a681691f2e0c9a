import { useNotify } from 'ra-core';
import { type FormEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { fieldErrors } from '../api/data-provider.js';
import { api, ProblemError } from '../api/service.js';
import { useSession } from '../session.js';
import { fieldLabel, t, valueLabel } from '../texts.js';
import { ConfirmButton } from '../views/confirm.js';
import { FieldError } from '../views/simple-form.js';
import { explanationOf } from '../views/states.js';
import { type Person, roleAdvice, roles } from './people.js';
import type { usePerson } from './use-person.js';

export type Account = Pick<ReturnType<typeof usePerson>, 'path' | 'change'> & { readonly person: Person };

/** The name and the role of an account. What another person changes meanwhile is not overwritten. */
export const ProfileCard = ({ account, isOwn }: { account: Account; isOwn: boolean }) => {
  const { person, path, change } = account;
  const { reload } = useSession();
  const notify = useNotify();
  // What is changed here is sent, and nothing else.
  const [typed, setTyped] = useState<Partial<Pick<Person, 'visibleName' | 'role'>>>({});
  const { visibleName, role } = { ...person, ...typed };
  const [failure, setFailure] = useState<{ text: ReactNode }>();
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const [isBusy, setBusy] = useState(false);
  const message = useRef<HTMLDivElement>(null);
  const id = useId();
  const patch = {
    ...(visibleName.trim() !== person.visibleName && { visibleName: visibleName.trim() }),
    ...(role !== person.role && { role }),
  };
  const givesUpRole = isOwn && 'role' in patch;

  const save = async () => {
    await change((headers) => api.patch(path, { body: patch, headers }));
    setTyped({});
    notify(t('people.saved'));
    if (isOwn) await reload();
  };
  // Once it is drawn: an empty message cannot have the focus.
  useEffect(() => {
    if (failure) message.current?.focus();
  }, [failure]);
  const show = (text: ReactNode) => setFailure({ text });
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (givesUpRole) return;
    setErrors({});
    if (Object.keys(patch).length === 0) return show(t('people.unchanged'));
    setBusy(true);
    try {
      await save();
      setFailure(undefined);
    } catch (error) {
      const found = error instanceof ProblemError ? fieldErrors(error) : {};
      setErrors(found);
      show(found.visibleName ? t('form.invalid') : explanationOf(error));
    }
    setBusy(false);
  };
  return (
    <section>
      <h2>{t('people.profile')}</h2>
      <form onSubmit={submit} className="simple">
        <div ref={message} tabIndex={-1} className="message error">
          {failure?.text}
        </div>
        <div className="field">
          <label htmlFor={`${id}-name`}>{fieldLabel('visibleName')}</label>
          <input
            id={`${id}-name`}
            type="text"
            autoComplete="off"
            required
            value={visibleName}
            aria-describedby={`${id}-error`}
            aria-invalid={errors.visibleName ? true : undefined}
            onChange={({ target }) => setTyped({ ...typed, visibleName: target.value })}
          />
          <FieldError id={`${id}-error`} error={errors.visibleName} />
        </div>
        <div className="field">
          <label htmlFor={`${id}-role`}>{fieldLabel('role')}</label>
          <select
            id={`${id}-role`}
            value={role}
            aria-describedby={`${id}-advice`}
            onChange={({ target }) => setTyped({ ...typed, role: target.value as Person['role'] })}
          >
            {roles.map((one) => (
              <option key={one} value={one}>
                {valueLabel(one)}
              </option>
            ))}
          </select>
          <p id={`${id}-advice`} className="advice">
            {roleAdvice(role)} {t('people.roleAdvice')}
          </p>
        </div>
        {givesUpRole ? (
          <ConfirmButton
            label={t('people.ownRoleButton')}
            question={t('people.ownRole')}
            advice={t('people.ownRoleAdvice')}
            isDanger
            act={save}
          />
        ) : (
          <button type="submit" disabled={isBusy}>
            {t('account.save')}
          </button>
        )}
      </form>
    </section>
  );
};
