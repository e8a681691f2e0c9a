import Joi from 'joi';
import type { Stored } from '../../core/shared/stored.js';
import type { Reply } from './route.js';
import { inOneForm, visibleText } from './visible-text.js';

/** Names a schema in the OpenAPI document. */
export const named = <T extends Joi.Schema>(name: string, schema: T): T =>
  schema.meta({ component: name }) as T;

/** The largest id there is: what an integer column holds. */
export const maxId = 2 ** 31 - 1;
export const id = () => Joi.number().integer().min(1).max(maxId);
export const idParams = Joi.object<{ id: number }, true>({ id: id().required() });

type Limits = { readonly min: number; readonly max: number };

const countsCharacters = {
  args: ['min', 'max'],
  method(this: Joi.AnySchema, min: number, max: number) {
    return this.$_addRule({ name: 'characters', args: { min, max } });
  },
  validate(value: string, { error }: Joi.CustomHelpers, { min, max }: Limits) {
    const length = /[\ud800-\udbff]/.test(value) ? [...value].length : value.length;
    if (length < min) return error('string.min', { limit: min, value });
    return length > max ? error('string.max', { limit: max, value }) : value;
  },
  /** Joi's types do not know it. */
  jsonSchema: ({ args: { min, max } }: { args: Limits }, schema: object) => ({
    ...schema,
    ...(min > 0 && { minLength: min }),
    maxLength: max,
  }),
};
const counting = Joi.extend({
  type: 'string',
  base: Joi.string(),
  rules: { characters: countsCharacters as Joi.ExtensionRule },
});

/**
 * Text of so many characters, which are code points, as for Postgres and OpenAPI (JSON Schema Validation 2020-12 section
 * 6.3.1, RFC 8259). Joi's own limits count UTF-16 units: an emoji is two of them.
 */
export const characters = (min: number, max: number): Joi.StringSchema =>
  counting.string().characters(min, max);

/** Text without control characters, halves of surrogate pairs or hidden characters, on one line, without outer spaces. */
export const line = (min: number, max: number) =>
  visibleText(
    characters(min, max)
      .trim()
      .pattern(/^[^\p{Cc}\p{Cs}]*$/u, 'line of text'),
  );

/** A name or a key, which is stored in one form. */
export const name = (min: number, max: number) => inOneForm(line(min, max), max);

/** Text of several lines, without other control characters: Postgres, for one, refuses NUL. */
export const text = (max: number) => characters(0, max).pattern(/^(?:[^\p{Cc}\p{Cs}]|[\t\n\r])*$/u, 'text');

export const time = () => Joi.string().isoDate().required();

const instantName = 'time with an offset, like 2026-11-25T17:00:00Z';

/** A moment of RFC 3339, to be read as milliseconds since 1970: which hour one without an offset means, nobody knows. */
export const instant = () =>
  Joi.string()
    .pattern(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/i, instantName)
    .custom((text: string, { error }) => {
      const milliseconds = Date.parse(text);
      return Number.isNaN(milliseconds) ? error('string.pattern.name', { name: instantName }) : milliseconds;
    })
    .example('2026-11-25T17:00:00Z');

/** The field as something of which nothing follows when it is left out. Joi's types say that this gives nothing. */
export const withoutDefault = (field: Joi.Schema) =>
  field.$_setFlag('default', undefined) as unknown as Joi.Schema;

/** What goes out of whatever is kept: an id in front, times behind. The version goes out as ETag. */
export const storedItem = (fields: Joi.ObjectSchema): Joi.ObjectSchema =>
  Joi.object({ id: id().required() }).concat(fields).keys({ createdAt: time(), updatedAt: time() });

/** Request headers by which writers and readers say what they have seen (RFC 9110 section 13.1). */
export const ifMatch = { 'If-Match': 'The ETag that the change is meant for; another one answers 412.' };
export const ifNoneMatch = { 'If-None-Match': 'The ETag you have; while it is current, the answer is 304.' };
export const etagHeader = ['ETag'];

/** An item with its ETag (RFC 9110 section 8.8.3), made of its version. */
export const itemReply = (status: number, item: Stored, headers: Record<string, string> = {}): Reply => ({
  status,
  body: item,
  headers: { ETag: `"${item.version}"`, ...headers },
});
