import Joi from 'joi';
import { DomainError } from '../../core/shared/errors.js';
import { holdsMoreThan } from '../../core/shared/values.js';
import { HttpError } from './http-error.js';
import type { Member } from './shape.js';

/** Given to schemas once, by `prefs`: Joi would compile these messages anew at each validation. */
const options: Joi.ValidationOptions = {
  abortEarly: false,
  messages: { 'string.pattern.name': '{{#label}} must be a {{#name}}' },
  errors: { wrap: { label: false, array: false } },
};

/** A JSON Pointer (RFC 6901). */
const pointer = (path: readonly (string | number)[]) =>
  path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/** Joi copies objects in a way that loses a key of this name, so that it would be ignored in place of refused. */
const polluted = (body: unknown) =>
  typeof body === 'object' && body !== null && Object.hasOwn(body, '__proto__');

/** Values in a body, and errors in an answer: no body of ours needs as many, and telling them all costs more than asking. */
const [mostValues, mostErrors] = [1000, 100];

/**
 * Validates bodies by a schema: types are taken as they are, and everything that is wrong is told at once.
 * What it returns throws DomainError `validation-failed`.
 */
export const bodyValidator = <T>(schema: Joi.ObjectSchema<T>): ((body: unknown) => T) => {
  const present = schema
    .label('the body')
    .required()
    .prefs({ ...options, convert: false });
  return (body) => {
    // Joi calls itself, and tells everything.
    if (holdsMoreThan(mostValues, body)) {
      const message = `the body must not hold more than ${mostValues} values`;
      throw new DomainError('validation-failed', message, [
        { pointer: '', message, code: 'too-many-values' },
      ]);
    }
    const { value, error } = present.validate(body);
    const violations = (error?.details ?? []).map(({ path, message, type }) => ({
      pointer: pointer(path),
      message,
      code: type,
    }));
    if (polluted(body)) {
      violations.push({ pointer: '/__proto__', message: '__proto__ is not allowed', code: 'object.unknown' });
    }
    if (violations.length === 0) return value as T;
    const told = violations.slice(0, mostErrors);
    throw new DomainError('validation-failed', 'The body is not what this route takes.', told);
  };
};

/** How a URL writes them: in one form only, so that a resource has one address. Both are JSON, too. */
const literals: Readonly<Record<string, RegExp>> = {
  boolean: /^(?:true|false)$/,
  number: /^(?:0|-?[1-9][0-9]*)$/,
};

const urlOptions: Joi.ValidationOptions = {
  ...options,
  convert: true,
  messages: {
    ...options.messages,
    'boolean.base': '{{#label}} must be true or false',
    'number.base': '{{#label}} must be one whole number in decimal digits, like 20',
  },
};

/** Validates what stands in a URL: numbers and booleans by their text, which Joi would read more generously. */
const urlValidator = <T>(schema: Joi.ObjectSchema<T>) => {
  const members = ((schema.$_terms.keys ?? []) as readonly Member[]).filter(
    ({ schema: { type = '' } }) => type in literals,
  );
  const strict = schema
    .fork(
      members.map(({ key }) => [key]),
      (member) => member.prefs({ convert: false }),
    )
    .prefs(urlOptions);
  return (values: object) => {
    const read: Record<string, unknown> = { ...values };
    for (const { key, schema } of members) {
      const text = read[key];
      if (typeof text === 'string' && literals[schema.type ?? '']?.test(text)) read[key] = JSON.parse(text);
    }
    return strict.validate(read);
  };
};

/**
 * Validates query parameters, and makes numbers and booleans of their text. What it returns throws HttpError
 * `invalid-parameter` with everything that is wrong; a repeated one has the wrong type.
 */
export const queryValidator = <T>(schema: Joi.ObjectSchema<T> = Joi.object({})): ((query: object) => T) => {
  const validate = urlValidator(schema);
  return (query) => {
    const { value, error } = validate(query);
    const details = (error?.details ?? []).map(({ path, message, type }) => ({
      parameter: String(path[0]),
      message,
      code: type,
    }));
    if (polluted(query)) {
      details.push({ parameter: '__proto__', message: '__proto__ is not allowed', code: 'object.unknown' });
    }
    if (details.length === 0) return value as T;
    throw new HttpError('invalid-parameter', 'A query parameter is not what this route takes.', details);
  };
};

/** What it returns throws DomainError `not-found`: no such thing can be behind a path like that. */
export const paramsValidator = <T>(schema: Joi.ObjectSchema<T> | undefined): ((params: object) => T) => {
  const validate = schema && urlValidator(schema);
  return (params) => {
    if (validate === undefined) return {} as T;
    const { value, error } = validate(params);
    if (error !== undefined) throw new DomainError('not-found', 'There is no resource with this id.');
    return value;
  };
};
