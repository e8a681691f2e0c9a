import Joi from 'joi';
import type { Notation } from '../../core/catalogue/columns.js';

/** `co-host` → `CoHost`. Capitals inside of words stay. */
export const pascalCase = (text: string): string =>
  text
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');

/** Names a schema: it becomes a component of the OpenAPI document. */
export const named = <T extends Joi.Schema>(name: string, schema: T): T =>
  schema.meta({ component: name }) as T;

/** Says what the values of a field are: imports read them in more notations than the API does. */
export const inFiles = <T extends Joi.Schema>(notation: Notation, schema: T): T =>
  schema.meta({ notation }) as T;

/** The largest id: the maximum of an integer column in Postgres. */
export const maxId = 2 ** 31 - 1;
export const id = () => Joi.number().integer().min(1).max(maxId).example(17);
export const idParams = Joi.object<{ id: number }, true>({ id: id().required() });

export const time = () => Joi.string().isoDate().example('2026-11-25T17:00:00.000Z').required();

/** Applies a change to each field of an object schema. */
export const mapFields = (
  fields: Joi.ObjectSchema,
  change: (field: Joi.Schema) => Joi.Schema,
): Joi.ObjectSchema => {
  const members = fields.$_terms.keys as readonly { key: string; schema: Joi.Schema }[];
  // Not fork(), which builds the object once more for each field.
  return fields.keys(Object.fromEntries(members.map(({ key, schema }) => [key, change(schema)])));
};

/** The field without its default. Joi's types wrongly declare that `$_setFlag` returns nothing. */
export const withoutDefault = (field: Joi.Schema) =>
  field.$_setFlag('default', undefined) as unknown as Joi.Schema;

/** The response schema of a stored item: its id, its fields and its times. The version is sent as ETag. */
export const storedItem = (fields: Joi.ObjectSchema): Joi.ObjectSchema =>
  Joi.object({ id: id().required() })
    .concat(mapFields(fields, (field) => withoutDefault(field.required())))
    .keys({ createdAt: time(), updatedAt: time() });

/** One or more names of a closed list. In a query, they are separated by commas. @param component the schema of a name */
export const listOf = (component: string, names: readonly string[]): Joi.ArraySchema<string[]> =>
  Joi.array()
    .items(named(component, Joi.string().valid(...names)))
    .min(1);
