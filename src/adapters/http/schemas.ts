import Joi from 'joi';
import type { Stored } from '../../core/shared/stored.js';
import { entityTags } from './if-match.js';
import type { Reply } from './route.js';

/** Names a schema in the OpenAPI document. */
export const named = <T extends Joi.Schema>(name: string, schema: T): T =>
  schema.meta({ component: name }) as T;

/** The largest id there is: what an integer column holds. */
export const maxId = 2 ** 31 - 1;
export const id = () => Joi.number().integer().min(1).max(maxId);
export const idParams = Joi.object<{ id: number }, true>({ id: id().required() });

export const time = () => Joi.string().isoDate().required();

/** The fields of an object with other rules. */
export const mapFields = (
  fields: Joi.ObjectSchema,
  change: (field: Joi.Schema) => Joi.Schema,
): Joi.ObjectSchema =>
  fields.fork(
    (fields.$_terms.keys as { key: string }[]).map(({ key }) => key),
    change,
  );

/** The field without its default. Joi's types say that this gives nothing. */
export const withoutDefault = (field: Joi.Schema) =>
  field.$_setFlag('default', undefined) as unknown as Joi.Schema;

/** What goes out of whatever is kept: an id in front, times behind. The version goes out as ETag. */
export const storedItem = (fields: Joi.ObjectSchema): Joi.ObjectSchema =>
  Joi.object({ id: id().required() })
    .concat(mapFields(fields, (field) => withoutDefault(field.required())))
    .keys({ createdAt: time(), updatedAt: time() });

/** Request headers by which writers and readers say what they have seen (RFC 9110 section 13.1). */
export const ifMatch = {
  'If-Match': {
    description: 'The ETag that the change is meant for; another one answers 412.',
    pattern: entityTags,
  },
};
export const ifNoneMatch = {
  'If-None-Match': { description: 'The ETag you have; while it is current, the answer is 304.' },
};
export const etagHeader = ['ETag'];

/** An item with its ETag (RFC 9110 section 8.8.3), made of its version. */
export const itemReply = (status: number, item: Stored, headers: Record<string, string> = {}): Reply => ({
  status,
  body: item,
  headers: { ETag: `"${item.version}"`, ...headers },
});
