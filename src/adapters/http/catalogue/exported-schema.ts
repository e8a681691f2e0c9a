import Joi from 'joi';
import type { Column, Columns } from '../../../core/catalogue/columns.js';
import { type ResolvedReference, referenceFields } from '../../../core/catalogue/exported.js';
import { named, storedItem } from '../schemas.js';
import { componentOf } from './item-schema.js';

const nullableText = (description: string) => Joi.string().allow(null).required().description(description);

const madeId = 'made of the id of this installation and its own, `<uuid>/<id>`';

/** The fields that say which item a reference refers to, wherever the file is imported. */
const fieldsOf = (resolved: ResolvedReference) => {
  const { name, imdbId, sourceId } = referenceFields(resolved);
  const orImdbId = imdbId === undefined ? 'has none' : 'has neither that nor an imdbId';
  return {
    [name]: nullableText(`The ${name}'s ${resolved.to.namedBy}.`),
    ...(imdbId !== undefined && { [imdbId]: nullableText(`The ${name}'s imdbId.`) }),
    [sourceId]: nullableText(`The ${name}'s sourceId; if the ${name} ${orImdbId}, ${madeId}.`),
  };
};

/** An item in an export: its fields, those that the service adds, and which items it refers to. */
export const exportedSchema = (
  kind: { readonly name: string },
  body: Joi.ObjectSchema,
  references: readonly ResolvedReference[],
): Joi.ObjectSchema =>
  named(
    `Exported${componentOf(kind)}`,
    storedItem(
      body.keys({
        sourceId: nullableText(
          `The id in a source other than IMDb; if the item has no imdbId either, ${madeId}, so that an import matches it.`,
        ),
        ...Object.assign({}, ...references.map(fieldsOf)),
      }),
    ),
  );

const types: Readonly<Record<string, Column['type']>> = { string: 'text', number: 'number', array: 'list' };

/** The columns of a file with the fields of a schema, in its order. */
export const columnsOf = (schema: Joi.ObjectSchema): Columns =>
  Object.fromEntries(
    Object.entries(schema.describe().keys as Record<string, Joi.Description>).map(
      ([name, { type = '', allow = [] }]) => {
        const column = types[type];
        if (column === undefined) throw new Error(`no file holds the ${type} ${name}`);
        return [name, { type: column, isNullable: (allow as unknown[]).includes(null) }];
      },
    ),
  );
