import Joi from 'joi';
import { DomainError } from '../../core/shared/errors.js';
import { holdsMoreThan } from '../../core/shared/values.js';
import { HttpError } from './http-error.js';

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

/**
 * Validates query parameters, and makes numbers and booleans of their text. What it returns throws HttpError
 * `invalid-parameter` with everything that is wrong; a repeated one has the wrong type.
 */
export const queryValidator = <T>(schema: Joi.ObjectSchema<T> = Joi.object({})): ((query: object) => T) => {
  const converting = schema.prefs({ ...options, convert: true });
  return (query) => {
    const { value, error } = converting.validate({ ...query });
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
  const converting = schema?.prefs({ convert: true });
  return (params) => {
    if (converting === undefined) return {} as T;
    const { value, error } = converting.validate({ ...params });
    if (error !== undefined) throw new DomainError('not-found', 'Nothing has such an id.');
    return value;
  };
};

interface Member {
  readonly key: string;
  readonly schema: Joi.Schema;
}

/**
 * Leaves of a value what its schema names, however deep: nothing else goes out. Goes by the schema's terms, since
 * describe() checks what it says of each level against a schema of its own, at every start.
 */
export const shapedBy = ({ type, $_terms }: Joi.Schema): ((value: unknown) => unknown) => {
  if (type === 'alternatives') {
    const kinds = ($_terms.matches as { schema: Joi.Schema }[]).map(({ schema }) => ({
      isOne: recogniser(schema),
      shape: shapedBy(schema),
    }));
    return (value) => kinds.find(({ isOne }) => isOne(value))?.shape(value);
  }
  if (type === 'array') {
    const shapeItem = shapedBy($_terms.items[0]);
    return (value) => (value as unknown[]).map(shapeItem);
  }
  const keys: readonly Member[] | undefined = $_terms.keys;
  if (type !== 'object' || !keys) return (value) => value;
  const members = keys.map(({ key, schema }) => [key, shapedBy(schema)] as const);
  return (value) => {
    const from = value as Record<string, unknown>;
    const shaped: Record<string, unknown> = {};
    for (const [name, shape] of members) {
      if (from[name] !== undefined) shaped[name] = from[name] === null ? null : shape(from[name]);
    }
    return shaped;
  };
};

/** Tells an alternative by those of its members that can have one value only. */
const recogniser = ({ $_terms: { keys } }: Joi.Schema) => {
  const marks = (keys as readonly Member[]).flatMap(({ key, schema }) => {
    const { flags, allow } = schema.describe();
    return (flags as { only?: boolean } | undefined)?.only && allow?.length === 1
      ? [[key, allow[0]] as const]
      : [];
  });
  return (value: unknown) => marks.every(([name, mark]) => (value as Record<string, unknown>)[name] === mark);
};
