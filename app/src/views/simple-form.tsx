import {
  type ChangeEventHandler,
  createContext,
  type FormEvent,
  type ReactNode,
  type Ref,
  useContext,
  useEffect,
  useId,
  useRef,
  useState,
} from 'react';
import { fieldErrors } from '../api/data-provider.js';
import { minPasswordLength } from '../api/passwords.js';
import { ProblemError } from '../api/service.js';
import { useCatalogue } from '../catalogue.js';
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
      setErrors(problems);
      const isBesideFields = Object.keys(problems).some((name) => form.elements.namedItem(name));
      setOutcome({ text: isBesideFields ? t('form.invalid') : explanationOf(error), isError: true });
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

/** The errors of the fields of a form, by name. */
const FieldErrors = createContext<Values>({});

/** The error of a field of the form around it; undefined if it has none. */
export const useFieldError = (name: string): string | undefined => useContext(FieldErrors)[name];

/** A form with a button, as `useSubmit` sends it. Its fields show their errors. */
export const SimpleForm = ({
  send,
  className = 'simple',
  button,
  buttonClass,
  onCancel,
  children,
}: {
  send: Parameters<typeof useSubmit>[0];
  className?: string;
  button: string;
  buttonClass?: 'primary' | 'danger';
  /** Adds a button that calls it. */
  onCancel?: () => void;
  children?: ReactNode;
}) => {
  const { onSubmit, isBusy, message, errors } = useSubmit(send);
  const submit = (
    <button type="submit" className={buttonClass} disabled={isBusy}>
      {button}
    </button>
  );
  return (
    <form onSubmit={onSubmit} className={className}>
      {message}
      <FieldErrors value={errors}>{children}</FieldErrors>
      {onCancel ? (
        <div className="buttons">
          {submit}
          <button type="button" onClick={onCancel}>
            {t('form.cancel')}
          </button>
        </div>
      ) : (
        submit
      )}
    </form>
  );
};

interface FieldProps {
  readonly name: string;
  readonly label: string;
  readonly advice?: string;
  readonly autoComplete?: string;
  readonly inputMode?: 'numeric';
  readonly ref?: Ref<HTMLInputElement> | undefined;
}

export const TextField = ({
  label,
  advice,
  type = 'text',
  children,
  ...input
}: FieldProps & {
  type?: 'text' | 'email' | 'password';
  defaultValue?: string | undefined;
  /** With `onChange`, in place of `defaultValue`: the view keeps what is typed. */
  value?: string;
  onChange?: ChangeEventHandler<HTMLInputElement>;
  children?: ReactNode;
}) => {
  const id = useId();
  const error = useFieldError(input.name);
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {advice && <p id={`${id}-advice`}>{advice}</p>}
      <input
        id={id}
        type={type}
        required
        aria-describedby={`${id}-advice ${id}-error`}
        aria-invalid={error ? true : undefined}
        {...input}
      />
      <FieldError id={`${id}-error`} error={error} />
      {children}
    </div>
  );
};

export const FieldError = ({ id, error }: { id: string; error: string | undefined }) => (
  <p id={id} className="field-error" hidden={!error}>
    {error}
  </p>
);

/** A password, which can be shown. */
export const PasswordField = (props: FieldProps) => {
  const [isShown, setShown] = useState(false);
  return (
    <TextField {...props} type={isShown ? 'text' : 'password'}>
      <label className="beside">
        <input type="checkbox" checked={isShown} onChange={({ target }) => setShown(target.checked)} />
        {t('account.showPassword')}
      </label>
    </TextField>
  );
};

export const CurrentPasswordField = () => (
  <PasswordField
    name="currentPassword"
    label={t('account.currentPassword')}
    autoComplete="current-password"
  />
);

/** A new password, with what the service requires of it. */
export const NewPasswordField = ({
  hasSecondFactor,
  ...props
}: Omit<FieldProps, 'advice' | 'autoComplete'> & { hasSecondFactor?: boolean }) => {
  const min = minPasswordLength(useCatalogue().document, hasSecondFactor);
  const advice = [min && t('account.passwordMin', { min }), t('account.passwordAdvice')];
  return <PasswordField {...props} autoComplete="new-password" advice={advice.filter(Boolean).join(' ')} />;
};
