import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { fieldErrors } from '../api/data-provider.js';
import { ProblemError } from '../api/service.js';
import { t } from '../texts.js';
import { explanationOf } from './states.js';

type Values = Readonly<Record<string, string>>;

/**
 * A form whose fields the browser keeps. After an error, everything typed is still there.
 * @param send sends the values. What it returns is shown as the outcome.
 */
export const useSubmit = (send: (values: Values) => Promise<unknown>) => {
  const [isBusy, setBusy] = useState(false);
  const [errors, setErrors] = useState<Values>({});
  const [outcome, setOutcome] = useState<{ text: ReactNode; isError: boolean }>();
  const shown = useRef<HTMLDivElement>(null);
  // Once it is drawn: an empty message cannot have the focus.
  useEffect(() => {
    if (outcome) shown.current?.focus();
  }, [outcome]);
  const rejected = useRef<Element>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once the errors are drawn
  useEffect(() => {
    rejected.current?.querySelector<HTMLElement>('.field-error')?.focus();
    rejected.current = null;
  }, [errors]);

  const submit = async (form: HTMLFormElement) => {
    setBusy(true);
    const values = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)]));
    try {
      const text = await send(values);
      setErrors({});
      if (text) {
        setOutcome({ text: String(text), isError: false });
        form.reset();
      } else setOutcome(undefined);
    } catch (error) {
      const problems = error instanceof ProblemError ? fieldErrors(error) : {};
      const isBesideFields = Object.keys(problems).some((name) => form.elements.namedItem(name));
      // Where there is one field, its error says everything.
      const isOnlyField = isBesideFields && form.querySelectorAll('.field-error').length === 1;
      rejected.current = isOnlyField ? form : null;
      setErrors(problems);
      if (isOnlyField) setOutcome(undefined);
      else setOutcome({ text: isBesideFields ? t('form.invalid') : explanationOf(error), isError: true });
    }
    setBusy(false);
  };
  return {
    isBusy,
    errors,
    onSubmit: (event: FormEvent<HTMLFormElement>) => {
      event.preventDefault();
      submit(event.currentTarget);
    },
    /** The focus makes screen readers read it. */
    message: (
      <div ref={shown} tabIndex={-1} className={outcome?.isError ? 'message error' : 'message'}>
        {outcome?.text}
      </div>
    ),
  };
};
