import Joi from 'joi';
import type { Column, Columns } from '../../../core/catalogue/columns.js';
import type { Keys } from '../../../core/catalogue/keys.js';
import type { Kind } from '../../../core/catalogue/kind.js';
import type { Title } from '../../../core/catalogue/title.js';
import { named, storedItem } from '../schemas.js';
import { componentOf } from './item-schema.js';

const told = (description: string) => Joi.string().allow(null).required().description(description);

const exported = (kind: { readonly name: string }, fields: Joi.ObjectSchema) =>
  named(`Exported${componentOf(kind)}`, storedItem(fields));

const madeId = 'made of the id of this installation and its own, `<uuid>/<id>`';

const sourceId = told(
  `By what a source other than IMDb knows it; where it has no imdbId either, ${madeId}, so that an import knows it again.`,
);

/** What an export tells of an item: its fields, and what the service adds. */
export const exportedItemSchema = <Draft extends Keys>(
  kind: Kind<Draft>,
  body: Joi.ObjectSchema<Draft>,
): Joi.ObjectSchema => exported(kind, (body as Joi.ObjectSchema).keys({ sourceId }));

/** What it tells of a title: who the author is, too, by what other installations know them by. */
export const exportedTitleSchema = <Draft extends Title>(
  kind: Kind<Draft>,
  body: Joi.ObjectSchema<Draft>,
): Joi.ObjectSchema =>
  exported(
    kind,
    (body as Joi.ObjectSchema).keys({
      sourceId,
      author: told("The author's name."),
      authorImdbId: told("The author's imdbId."),
      authorSourceId: told(`The author's sourceId; where they have no imdbId either, ${madeId}.`),
    }),
  );

const types: Readonly<Record<string, Column['type']>> = { string: 'text', number: 'number', array: 'list' };

/** The columns in which a file tells the fields of a schema, in its order. */
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
