import type { Knex } from 'knex';
import type { Change } from '../../core/shared/changes.js';

/** A row of the feed, as `pg` gives it: a bigint is text. */
export interface ChangeRow {
  readonly seq: string;
  readonly kind: string;
  readonly id: string | null;
  readonly facts: unknown;
}

export const toChange = ({ seq, kind, id, facts }: ChangeRow): Change => ({
  seq: Number(seq),
  kind,
  id,
  facts,
});

/** All changes that are kept. */
export const keptChanges = async (knex: Knex): Promise<Change[]> => {
  const rows: ChangeRow[] = await knex('changes').orderBy('seq');
  return rows.map(toChange);
};
