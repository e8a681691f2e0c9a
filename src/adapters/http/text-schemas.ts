import Joi from 'joi';
import { inOneForm, inUnicode, visibleEmail, visibleText, visibleTextMessages } from './visible-text.js';

type Limits = { readonly min: number; readonly max: number };

const charactersRule = {
  args: ['min', 'max'],
  method(this: Joi.AnySchema, min: number, max: number) {
    return this.$_addRule({ name: 'characters', args: { min, max } });
  },
  validate(value: string, { error }: Joi.CustomHelpers, { min, max }: Limits) {
    if (!value.isWellFormed()) return error('string.pattern.name', { name: 'text without lone surrogates' });
    const length = /[\ud800-\udbff]/.test(value) ? [...value].length : value.length;
    if (length < min) return error('string.min', { limit: min, value });
    return length > max ? error('string.max', { limit: max, value }) : value;
  },
  /** Joi's types lack this property. */
  jsonSchema: ({ args: { min, max } }: { args: Limits }, schema: object) => ({
    ...schema,
    ...(min > 0 && { minLength: min }),
    maxLength: max,
  }),
};

type Keywords = {
  readonly pattern?: string;
  readonly format?: string;
  readonly 'x-enum-varnames'?: readonly string[];
};

const documentedRule = {
  args: ['keywords'],
  method(this: Joi.AnySchema, keywords: Keywords) {
    return this.$_addRule({ name: 'documented', args: { keywords } });
  },
  validate: (value: string) => value,
  jsonSchema: ({ args: { keywords } }: { args: { keywords: Keywords } }, schema: object) => ({
    ...schema,
    ...keywords,
  }),
};

const extended = Joi.extend({
  type: 'string',
  base: Joi.string(),
  messages: visibleTextMessages,
  rules: { characters: charactersRule as Joi.ExtensionRule, documented: documentedRule as Joi.ExtensionRule },
});

interface Text extends Joi.StringSchema {
  /** Sets keywords of the OpenAPI document, for a rule that Joi checks in code. */
  documented(keywords: Keywords): this;
}

/**
 * Text with a limited number of characters, which are code points, as for Postgres and OpenAPI (JSON Schema Validation
 * 2020-12 section 6.3.1, RFC 8259). Joi's own limits count UTF-16 units: an emoji is two of them. Lone surrogates are
 * rejected: Postgres cannot store them, and all of them have the same UTF-8 bytes, and so the same hash.
 */
export const characters = (min: number, max: number): Text => extended.string().characters(min, max);

/**
 * One of these values. The keys are their names in generated clients, because a value such as `-title` is no
 * identifier.
 */
export const oneOf = (values: Readonly<Record<string, string>>): Joi.StringSchema =>
  extended
    .string()
    .documented({ 'x-enum-varnames': Object.keys(values) })
    .valid(...Object.values(values));

/*
 * Patterns are copied into the OpenAPI document, where ECMA-262, RE2 and Python have to read them, and code generators
 * drop flags. So a pattern has no flag, no `\p{…}` and no lookaround, and means the same with and without the flag `u`.
 */
const control = String.raw`\x00-\x1f\x7f-\x9f`;
const hasControl = new RegExp(`[${control}]`);

const oneLine: Joi.CustomValidator<string> = (value, { error }) =>
  hasControl.test(value) ? error('string.pattern.name', { name: 'single line of text' }) : value;

/** Text on one line, without control characters, hidden characters or spaces around it. */
export const line = (min: number, max: number): Joi.StringSchema =>
  visibleText(
    characters(min, max)
      .trim()
      .custom(oneLine)
      .documented({ pattern: String.raw`^[^${control}\s](?:[^${control}]*[^${control}\s])?$` }),
  );

/** A name or a key, which is stored in Unicode form NFC. */
export const name = (min: number, max: number): Joi.StringSchema => inOneForm(line(min, max), max);

/**
 * The schema of a line in a query, where spaces around it are accepted and removed. Returns other schemas unchanged.
 */
export const inQuery = <T extends Joi.Schema>(schema: T): T => {
  const text = schema as Joi.Schema as Text;
  if (text.$_getRule('trim') === undefined) return schema;
  const pattern = String.raw`^[^${control}\S]*[^${control}\s][^${control}]*$`;
  return text.documented({ pattern }) as Joi.Schema as T;
};

/** An email address, internationalised ones included (RFC 6531). Spaces around it are removed, since people paste them. */
const anyEmail = (): Joi.StringSchema =>
  characters(0, 254)
    .trim()
    .email({ tlds: false })
    .custom(oneLine)
    .documented({
      format: 'idn-email',
      pattern: String.raw`^[^${control}\s@]{1,64}@[^${control}\s@.]+(?:\.[^${control}\s@.]+)+$`,
    })
    .prefs({ convert: true });

/** The email of an existing account, for finding it. */
export const email = (): Joi.StringSchema => inUnicode(anyEmail());

/** The new email of an account. */
export const newEmail = (): Joi.StringSchema => visibleEmail(anyEmail());

/** Text that may have several lines, but no other control characters: Postgres rejects NUL, for example. */
export const text = (max: number) =>
  characters(0, max).pattern(
    new RegExp(`^(?:[^${control}]|[\\t\\n\\r])*$`),
    'text without control characters',
  );

/** The name of a system, a colon, and an id there, which may itself contain colons: `tmdb:603`. */
export const idByName = () =>
  characters(3, 233)
    .pattern(new RegExp(`^[a-z][a-z0-9-]{0,31}:[^${control}]+$`), 'name and an id, such as tmdb:603')
    .example('tmdb:603') as Text;

const instantName = 'time with an offset, such as 2026-11-25T17:00:00Z';
const instantPattern =
  /^([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt](?:[01][0-9]|2[0-3])(?::[0-5][0-9]){2}(?:\.[0-9]{1,9})?(?:[Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])$/;

/** `Date.parse` reads February 30 as March 2. */
const isDate = (date: string) => {
  const time = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(date);
};

/** A time of RFC 3339, converted to milliseconds since 1970. Its offset is required: without one it is ambiguous. */
export const instant = () =>
  characters(0, 40)
    .custom((text: string, { error }) => {
      const [, date = ''] = instantPattern.exec(text) ?? [];
      return isDate(date) ? Date.parse(text) : error('string.pattern.name', { name: instantName });
    })
    .documented({ format: 'date-time', pattern: instantPattern.source })
    .example('2026-11-25T17:00:00Z');
