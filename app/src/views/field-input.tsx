import { useInput } from 'ra-core';
import { useId } from 'react';
import type { Field } from '../api/fields.js';
import { errorOf, parsedNumber } from '../api/validation.js';
import { useKind } from '../catalogue.js';
import { fieldLabel, findText, t, valueLabel } from '../texts.js';
import { ExternalIdsInput } from './external-ids-input.js';
import { ReferencePicker } from './reference-picker.js';
import { FieldError } from './simple-form.js';

/** ra-core marks messages of validators, so that it can translate them later. */
const plainMessage = (message: string | undefined): string | undefined =>
  message?.startsWith('@@react-admin@@') ? JSON.parse(message.slice('@@react-admin@@'.length)) : message;

/** The props of an input. */
export interface InputState {
  readonly field: Field;
  readonly label: string;
  readonly id: string;
  readonly value: unknown;
  readonly error: string | undefined;
  readonly describedBy: string;
  readonly onChange: (value: unknown) => void;
  readonly onBlur: () => void;
  readonly inputRef: (element: HTMLElement | null) => void;
}

/**
 * The advice for a field: a text of this page, or else the description in the OpenAPI document, without its default.
 */
const adviceOf = ({ name, type, schema: { description = '' } }: Field) =>
  type === 'map' ? '' : (findText(`advice.${name}`) ?? description).replace(/(^|\s)Default: [^.]*\.?$/, '');

/** The input of a field of a draft, with its label, advice and error. */
export const FieldInput = ({ field }: { field: Field }) => {
  const id = useId();
  const { field: input, fieldState } = useInput({
    source: field.name,
    format: (value: unknown) => value,
    parse: (value: unknown) => value,
    validate: (value: unknown) => errorOf(field, value),
  });
  const error = plainMessage(fieldState.error?.message);
  const state: InputState = {
    field,
    id,
    error,
    label: fieldLabel(field.name),
    value: input.value,
    describedBy: `${id}-advice ${id}-error`,
    onChange: input.onChange,
    onBlur: input.onBlur,
    inputRef: input.ref,
  };
  return (
    <div className={`field field-${field.type}`}>
      <Control {...state} />
      <FieldError id={`${id}-error`} error={error} />
      <p id={`${id}-advice`} className="advice">
        {adviceOf(field)}
      </p>
    </div>
  );
};

const Control = (state: InputState) => {
  switch (state.field.type) {
    case 'reference':
      return <ReferenceInput {...state} />;
    case 'choices':
      return <ChoicesInput {...state} />;
    case 'choice':
      return <ChoiceInput {...state} />;
    case 'boolean':
      return <BooleanInput {...state} />;
    case 'map':
      return <ExternalIdsInput {...state} />;
    default:
      return <TextInput {...state} />;
  }
};

const Label = ({ id, label, field }: Pick<InputState, 'id' | 'label' | 'field'>) => (
  <label htmlFor={id}>
    {label}
    {field.isRequired && <span className="required"> ({t('form.required')})</span>}
  </label>
);

const TextInput = (state: InputState) => {
  const { field, id, value, error, describedBy, onChange, onBlur, inputRef } = state;
  const isNumber = field.type === 'integer' || field.type === 'number';
  const common = {
    id,
    ref: inputRef,
    value: String(value ?? ''),
    required: field.isRequired,
    'aria-describedby': describedBy,
    'aria-invalid': error ? true : undefined,
    onBlur,
    onChange: ({ target }: { target: { value: string } }) =>
      onChange(isNumber ? parsedNumber(target.value) : target.value === '' ? null : target.value),
  };
  return (
    <>
      <Label {...state} />
      {field.type === 'longText' ? (
        <textarea {...common} rows={6} />
      ) : (
        <input {...common} type="text" inputMode={isNumber ? 'numeric' : undefined} autoComplete="off" />
      )}
    </>
  );
};

const ChoiceInput = (state: InputState) => {
  const { field, id, value, error, describedBy, onChange, onBlur, inputRef } = state;
  return (
    <>
      <Label {...state} />
      <select
        id={id}
        ref={inputRef}
        value={String(value ?? '')}
        aria-describedby={describedBy}
        aria-invalid={error ? true : undefined}
        onBlur={onBlur}
        onChange={({ target }) => onChange(target.value || null)}
      >
        <option value="">{t('form.none')}</option>
        {field.options.map((option) => (
          <option key={option} value={option}>
            {valueLabel(option)}
          </option>
        ))}
      </select>
    </>
  );
};

const BooleanInput = ({ id, label, value, describedBy, onChange, inputRef }: InputState) => (
  <label className="beside">
    <input
      id={id}
      ref={inputRef}
      type="checkbox"
      checked={Boolean(value)}
      aria-describedby={describedBy}
      onChange={({ target }) => onChange(target.checked)}
    />
    {label}
  </label>
);

/** Checkboxes. The value has the chosen options in the order in which they were chosen. */
const ChoicesInput = ({ field, label, value, describedBy, onChange, inputRef }: InputState) => {
  const chosen = (value ?? []) as string[];
  return (
    <fieldset className="checkboxes" aria-describedby={describedBy} ref={inputRef} tabIndex={-1}>
      <legend>{label}</legend>
      {field.options.map((option) => (
        <label key={option}>
          <input
            type="checkbox"
            checked={chosen.includes(option)}
            onChange={({ target }) =>
              onChange(target.checked ? [...chosen, option] : chosen.filter((one) => one !== option))
            }
          />
          {valueLabel(option)}
        </label>
      ))}
    </fieldset>
  );
};

const ReferenceInput = ({ field, label, value, error, describedBy, onChange }: InputState) => {
  const kind = useKind(field.to);
  return (
    kind && (
      <ReferencePicker
        kind={kind}
        label={label}
        value={value as number | null}
        onChange={onChange}
        describedBy={describedBy}
        isInvalid={error !== undefined}
        isRequired={field.isRequired}
        canAdd
      />
    )
  );
};
