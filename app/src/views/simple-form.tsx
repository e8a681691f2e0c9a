import {
  type ChangeEventHandler,
  createContext,
  type ReactNode,
  type Ref,
  useContext,
  useId,
  useState,
} from 'react';
import { minPasswordLength } from '../api/passwords.js';
import { useCatalogue } from '../catalogue.js';
import { t } from '../texts.js';
import { useSubmit } from './use-submit.js';

type Values = Readonly<Record<string, string>>;

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
  <p id={id} className="field-error" tabIndex={-1} hidden={!error}>
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
