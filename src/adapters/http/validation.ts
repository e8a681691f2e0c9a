import Joi from 'joi';
import { DomainError } from '../../core/shared/errors.js';
import { hasMoreValuesThan } from '../../core/shared/values.js';
import { HttpError } from './http-error.js';
import { lazy } from './lazy.js';
import type { Member } from './shape.js';

/**
 * Set once per schema with `prefs`, at the first call: passed to `validate`, Joi would compile the messages on each call; set
 * for all schemas at the start, they would take a tenth of it.
 */
const options: Joi.ValidationOptions = {
  abortEarly: false,
  messages: { 'string.pattern.name': '{{#label}} must be a {{#name}}' },
  errors: { wrap: { label: false, array: false } },
};

/** A JSON Pointer (RFC 6901). */
const pointer = (path: readonly (string | number)[]) =>
  path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/**
 * Pointers to keys that Joi drops when it copies an object, so that they would be ignored instead of rejected. No schema has
 * objects in a list.
 */
const protoKeys = (value: object, path: readonly string[] = []): string[] => {
  const found = Object.hasOwn(value, '__proto__') ? [pointer([...path, '__proto__'])] : [];
  for (const key in value) {
    const inside: unknown = value[key as keyof typeof value];
    if (typeof inside === 'object' && inside !== null && !Array.isArray(inside))
      found.push(...protoKeys(inside, [...path, key]));
  }
  return found;
};

/** Limits of values in a body and of errors in a response, so that a small request cannot cause a large response. */
const [maxValues, maxErrors] = [1000, 100];

/**
 * Returns a function that validates bodies by a schema, without converting types. It throws DomainError
 * `validation-failed` with all violations (at most `maxErrors`).
 */
export const bodyValidator = <T>(schema: Joi.ObjectSchema<T>): ((body: unknown) => T) => {
  const present = lazy(() =>
    schema
      .label('the body')
      .required()
      .prefs({ ...options, convert: false }),
  );
  return (body) => {
    // Checked first, because Joi is recursive and collects every error.
    if (hasMoreValuesThan(maxValues, body)) {
      const message = `the body must not contain more than ${maxValues} values`;
      throw new DomainError('validation-failed', message, [
        { pointer: '', message, code: 'too-many-values' },
      ]);
    }
    const { value, error } = present().validate(body);
    const violations = (error?.details ?? []).map(({ path, message, type }) => ({
      pointer: pointer(path),
      message,
      code: type,
    }));
    for (const at of typeof body === 'object' && body !== null ? protoKeys(body) : [])
      violations.push({ pointer: at, message: '__proto__ is not allowed', code: 'object.unknown' });
    if (violations.length === 0) return value as T;
    const reported = violations.slice(0, maxErrors);
    throw new DomainError('validation-failed', 'The body does not match the schema of this route.', reported);
  };
};

/** The only accepted notation in a URL, so that each resource has one URL. Both are valid JSON, too. */
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
    'number.base': '{{#label}} must be a single integer in decimal digits, such as 20',
  },
};

/**
 * Returns the value that a text in a URL stands for: a number or a boolean, or a list of these or of texts. A repeated
 * parameter is an array of texts, and valid only as a list.
 */
const readText = ({ type = '', $_terms }: Joi.Schema, text: string | readonly string[]): unknown => {
  if (type === 'array')
    return String(text)
      .split(',')
      .map((one) => readText($_terms.items[0], one));
  return typeof text === 'string' && literals[type]?.test(text) ? JSON.parse(text) : text;
};

/** Validates parameters of a URL. Numbers and booleans must match `literals`; Joi would accept more notations. */
const urlValidator = <T>(schema: Joi.ObjectSchema<T>) => {
  const members = ((schema.$_terms.keys ?? []) as readonly Member[]).filter(
    ({ schema: { type = '' } }) => type in literals || type === 'array',
  );
  const strict = lazy(() =>
    schema
      .fork(
        members.map(({ key }) => [key]),
        (member) => member.prefs({ convert: false }),
      )
      .prefs(urlOptions),
  );
  return (values: object) => {
    const read: Record<string, unknown> = { ...values };
    for (const { key, schema } of members)
      if (key in read) read[key] = readText(schema, read[key] as string | readonly string[]);
    return strict().validate(read);
  };
};

/**
 * Returns a function that validates query parameters and parses numbers and booleans. It throws HttpError
 * `invalid-parameter` with all errors. A repeated parameter is an array, which only a list accepts.
 */
export const queryValidator = <T>(schema: Joi.ObjectSchema<T> = Joi.object({})): ((query: object) => T) => {
  const validate = urlValidator(schema);
  return (query) => {
    const { value, error } = validate(query);
    const details = (error?.details ?? []).slice(0, maxErrors).map(({ path, message, type }) => ({
      parameter: String(path[0]),
      message,
      code: type,
    }));
    if (Object.hasOwn(query, '__proto__')) {
      details.push({ parameter: '__proto__', message: '__proto__ is not allowed', code: 'object.unknown' });
    }
    if (details.length === 0) return value as T;
    throw new HttpError('invalid-parameter', 'A query parameter is unknown or invalid.', details);
  };
};

/** Returns a function that validates path parameters. It throws `not-found`, because no resource has an invalid id. */
export const paramsValidator = <T>(schema: Joi.ObjectSchema<T> | undefined): ((params: object) => T) => {
  const validate = schema && urlValidator(schema);
  return (params) => {
    if (validate === undefined) return {} as T;
    const { value, error } = validate(params);
    if (error !== undefined) throw new DomainError('not-found', 'There is no resource with this id.');
    return value;
  };
};
