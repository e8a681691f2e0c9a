import type Joi from 'joi';
import type { Column, Columns } from '../../../core/catalogue/columns.js';

const types: Readonly<Record<string, Column['type']>> = { number: 'number', array: 'list' };

const columnOf = ({ type, allow = [] }: Joi.Description): Column => ({
  type: types[type ?? ''] ?? 'text',
  isNullable: allow.includes(null),
});

const text: Column = { type: 'text', isNullable: true };
const authorColumns: Columns = { author: text, authorImdbId: text, authorSourceId: text };

/** What a file holds of the items of a kind: the fields of its body, and what an export adds to them. */
export const columnsOf = (body: Joi.ObjectSchema, isTitle: boolean): Columns => ({
  id: { type: 'number', isNullable: true },
  ...Object.fromEntries(
    Object.entries(body.describe().keys as Record<string, Joi.Description>).map(([name, field]) => [
      name,
      columnOf(field),
    ]),
  ),
  ...(isTitle && authorColumns),
  createdAt: text,
  updatedAt: text,
});
