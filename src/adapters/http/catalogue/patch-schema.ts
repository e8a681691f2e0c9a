import type Joi from 'joi';
import { exampleOf, withExample } from '../examples.js';
import { mapFields, withoutDefault } from '../schemas.js';

/** Returns the schema of a PATCH body: at least one field, all optional. Null removes an external id. */
export const patchSchema = <Draft extends object>(
  body: Joi.ObjectSchema<Draft>,
): Joi.ObjectSchema<Partial<Draft>> =>
  withExample(
    mapFields(body.tailor('patch') as Joi.ObjectSchema, (field) => withoutDefault(field.optional())).min(1),
    exampleChange(body),
  );

/** An example of a change: the first optional field of the example of a whole item. */
export const exampleChange = (body: Joi.ObjectSchema): Record<string, unknown> => {
  const all = Object.entries(exampleOf(body) ?? {});
  const optional = all.filter(
    ([name]) => (body.extract(name) as Joi.Schema).$_getFlag('presence') !== 'required',
  );
  return Object.fromEntries(optional.slice(0, 1));
};
