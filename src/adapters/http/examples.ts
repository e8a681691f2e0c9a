import type Joi from 'joi';
import type { Member } from './shape.js';

interface Internals {
  readonly _valids: { readonly _values: ReadonlySet<unknown> } | null;
}

/** The values of an enum. */
export const allowedValues = (schema: Joi.Schema): unknown[] =>
  [...((schema as unknown as Internals)._valids?._values ?? [])].filter((value) => value !== null);

/** The value that the schema names itself: its first example, its first allowed value, or its default. */
const ownExample = (schema: Joi.Schema): unknown => {
  const [example] = (schema.$_terms.examples ?? []) as readonly unknown[];
  if (example !== undefined) return example;
  return schema.$_getFlag('only') ? allowedValues(schema)[0] : undefined;
};

/** Whether null is one of the allowed values. */
export const isNullable = (schema: Joi.Schema) =>
  (schema as unknown as Internals)._valids?._values.has(null) ?? false;

/**
 * The members that an example lacks. For an object with its own example, these are only the required ones, as null or
 * their default: any other value might not fit the example.
 */
const fillIn = (schema: Joi.Schema): unknown => {
  if (schema.$_getFlag('presence') !== 'required') return undefined;
  return isNullable(schema) ? null : exampleOf(schema);
};

const objectExample = ({ $_terms }: Joi.Schema, own: Record<string, unknown> | undefined) => {
  const members = ($_terms.keys ?? []) as readonly Member[];
  const values = members.map(({ key, schema }) => [
    key,
    own === undefined ? exampleOf(schema) : key in own ? own[key] : fillIn(schema),
  ]);
  const known = values.filter(([, value]) => value !== undefined);
  return own === undefined && known.length === 0 ? undefined : Object.fromEntries(known);
};

/**
 * Returns an example of a schema: its own, or one made from the examples of its members. Undefined if there is none.
 * The example of an object may lack members that another schema adds, such as the id and times of an item.
 */
export const exampleOf = (schema: Joi.Schema): unknown => {
  const own = ownExample(schema);
  const { type, $_terms } = schema;
  if (type === 'object' && $_terms.keys && !$_terms.patterns)
    return objectExample(schema, own as Record<string, unknown>);
  if (own !== undefined) return own;
  if (type === 'alternatives') return exampleOf($_terms.matches[0].schema);
  if (type !== 'array') return schema.$_getFlag('default');
  const [item] = $_terms.items as readonly Joi.Schema[];
  const kinds = item?.type === 'alternatives' ? $_terms.items[0].$_terms.matches : [{ schema: item }];
  return (kinds as readonly Member[]).map((one) => exampleOf(one.schema)).filter((one) => one !== undefined);
};

/** The example of a member: its value in the example of the object, or its own example. */
export const exampleOfMember = (body: Joi.ObjectSchema, field: string): unknown => {
  const whole = ownExample(body) as Record<string, unknown> | undefined;
  return whole?.[field] ?? exampleOf(body.extract(field) as Joi.Schema);
};

/** The same schema with another example. */
export const withExample = <T extends Joi.Schema>(schema: T, example: unknown): T =>
  schema.example(example, { override: true }) as T;
