import { Form, type RaRecord } from 'ra-core';
import { type ReactNode, useRef, useState } from 'react';
import { useFormState } from 'react-hook-form';
import { cleaned } from '../api/changes.js';
import { FormError } from '../api/data-provider.js';
import type { Field } from '../api/fields.js';
import type { Kind } from '../api/kinds.js';
import { ProblemError } from '../api/service.js';
import { t } from '../texts.js';
import { FieldInput } from './field-input.js';
import { messageOf } from './states.js';

export type Draft = Readonly<Record<string, unknown>>;

/** Keys by which imports match items, and what is derived otherwise: few people fill these in. */
const isMinor = ({ name, type, isRequired }: Field) =>
  !isRequired && (type === 'map' || name === 'sortTitle' || name === 'sourceId');

/**
 * The form of an item, drawn from the schema of its kind. What is wrong stands beside the field, whether the browser or the
 * service finds it. No error takes away what was typed.
 * @param save stores the values. An error that it throws is shown.
 */
export const ItemForm = ({
  kind,
  record,
  save,
  children,
}: {
  kind: Kind;
  record: Partial<RaRecord>;
  save: (values: Draft) => Promise<void>;
  /** Further buttons. */
  children?: ReactNode;
}) => {
  const [failure, setFailure] = useState<string>();
  const message = useRef<HTMLDivElement>(null);
  const show = (text: string | undefined) => {
    setFailure(text);
    if (text) message.current?.focus();
  };
  const submit = async (values: Draft) => {
    show(undefined);
    try {
      await save(cleaned(kind, values));
      return undefined;
    } catch (error) {
      if (!(error instanceof FormError || error instanceof ProblemError || error instanceof TypeError))
        throw error;
      const errors = error instanceof FormError ? error.body.errors : {};
      const known = Object.keys(errors).filter((name) => kind.draft.some((field) => field.name === name));
      show(known.length > 0 ? t('form.invalid') : messageOf(error));
      return errors;
    }
  };
  const fields = kind.draft.filter((field) => !isMinor(field));
  const minor = kind.draft.filter(isMinor);
  return (
    <Form
      record={record}
      onSubmit={submit}
      noValidate
      warnWhenUnsavedChanges
      disableInvalidFormNotification
      className="item-form"
    >
      <div ref={message} tabIndex={-1} role="alert" className="message error">
        {failure}
      </div>
      {fields.map((field) => (
        <FieldInput key={field.name} field={field} />
      ))}
      {minor.length > 0 && <MinorFields fields={minor} />}
      <div className="buttons">
        <SaveButton />
        {children}
      </div>
    </Form>
  );
};

/** Opens by itself if one of its fields has an error. */
const MinorFields = ({ fields }: { fields: readonly Field[] }) => {
  const { errors } = useFormState();
  const [isOpen, setOpen] = useState(false);
  const hasError = fields.some(({ name }) => name in errors);
  return (
    <details
      className="minor"
      open={isOpen || hasError}
      onToggle={({ currentTarget }) => setOpen(currentTarget.open)}
    >
      <summary>{t('form.moreFields')}</summary>
      <div className="minor-fields">
        {fields.map((field) => (
          <FieldInput key={field.name} field={field} />
        ))}
      </div>
    </details>
  );
};

const SaveButton = () => {
  const { isSubmitting } = useFormState();
  return (
    <button type="submit" className="primary" disabled={isSubmitting}>
      {t(isSubmitting ? 'form.saving' : 'form.save')}
    </button>
  );
};
