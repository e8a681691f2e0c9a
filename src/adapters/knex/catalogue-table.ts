import type { Knex } from 'knex';
import { editedFields } from '../../core/catalogue/edits.js';
import { nextUpdatedAt, Table } from './table.js';

/**
 * The table of a kind. Its column `edits` has the fields that people changed, each with the `updatedAt` of that change in
 * milliseconds (docs/adr/0014-corrections-survive-imports.md).
 */
export const catalogueTable = <Draft extends object>(knex: Knex, plural: string): Table<Draft> =>
  new Table<Draft>(knex, plural, {
    edits: (draft, current) => {
      const fields = editedFields(draft, current);
      if (fields.length === 0) return undefined;
      const [before, at] = current === undefined ? ["'{}'::jsonb", 'now()'] : ['edits', nextUpdatedAt()];
      return knex.raw(
        `${before} || (select jsonb_object_agg(field, (1000 * extract(epoch from ${at}::timestamptz(3)))::bigint)
          from unnest(?::text[]) as field)`,
        [fields],
      );
    },
  });
