import Joi from 'joi';
import type { Column, Columns, Notation } from '../../../core/catalogue/columns.js';
import { type ResolvedReference, referenceFields } from '../../../core/catalogue/exported.js';
import { isNullable } from '../examples.js';
import { inFiles, named, storedItem } from '../schemas.js';
import { membersOf } from '../shape.js';
import { componentOf } from './item-schema.js';

const nullableText = (description: string) => Joi.string().allow(null).required().description(description);

const generatedId = '`<installation id>/<id>`';

/** The fields that identify a referenced item, so that an import into any installation finds it. */
const fieldsOf = (resolved: ResolvedReference) => {
  const { name, imdbId, sourceId } = referenceFields(resolved);
  const hasNone = imdbId === undefined ? 'has none' : 'has neither a sourceId nor an imdbId';
  return {
    [name]: nullableText(`The ${name}'s ${resolved.to.namedBy}.`),
    ...(imdbId !== undefined && { [imdbId]: inFiles('imdbId', nullableText(`The ${name}'s imdbId.`)) }),
    [sourceId]: nullableText(`The ${name}'s sourceId. If the ${name} ${hasNone}: ${generatedId}.`),
  };
};

/** Returns the schema of an exported item: its own fields, the fields that the service adds, and its references. */
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
          `The id in a source other than IMDb. If the item has neither a sourceId nor an imdbId: ${generatedId}, so that an import can match the item.`,
        ),
        externalIds: (body.extract('externalIds') as Joi.Schema).description(
          'Ids in other systems, except those that have a separate field. CSV files have JSON in this column.',
        ),
        ...Object.assign({}, ...references.map(fieldsOf)),
      }),
    ),
  );

const types: Readonly<Record<string, Column['type']>> = {
  string: 'text',
  number: 'number',
  array: 'list',
  object: 'map',
};

/** Returns the columns of a file with the fields of a schema, in the same order. */
export const columnsOf = (schema: Joi.ObjectSchema): Columns =>
  Object.fromEntries(
    membersOf(schema).map(({ key: name, schema: member }) => {
      const { type = '', $_terms } = member;
      const column = types[type];
      if (column === undefined) throw new Error(`${name}: a file has no columns of the type "${type}"`);
      const metas = $_terms.metas as { notation?: Notation }[];
      const notation = metas.find((meta) => meta.notation)?.notation;
      return [name, { type: column, isNullable: isNullable(member), ...(notation && { notation }) }];
    }),
  );
