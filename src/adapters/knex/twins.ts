import type { Knex } from 'knex';
import { foldName } from '../../core/identity/user.js';
import { oneForm } from '../../core/shared/text.js';
import { asciiEmailKey } from './account-keys.js';

/** Rows whose values differ only in form: they would be one now, and are from before that rule. */
export interface Twins {
  readonly table: string;
  readonly column: string;
  readonly rows: readonly { readonly id: number; readonly text: string }[];
}

type Row = Twins['rows'][number];

/** By what rows are unique or looked for, and the form in which a new value is stored. */
const columns: readonly (readonly [table: string, column: string, form: (text: string) => string])[] = [
  ['users', 'email_key', asciiEmailKey],
  ['users', 'visible_name_key', foldName],
  ['authors', 'name', oneForm],
  ['authors', 'source_id', oneForm],
  ['movies', 'source_id', oneForm],
  ['series', 'source_id', oneForm],
];
/** Printable ASCII with single spaces has one form. */
const plain = '^[!-~]+( [!-~]+)*$';
const batch = 5_000;

/** Rows that are not in the form of new ones, by that form. */
const otherForms = async (knex: Knex, table: string, column: string, form: (text: string) => string) => {
  const found = new Map<string, Row[]>();
  for (let last = 0; ; ) {
    const rows: Row[] = await knex(table)
      .select('id', { text: column })
      .where('id', '>', last)
      .whereRaw('?? collate "C" !~ ?', [column, plain])
      .orderBy('id')
      .limit(batch);
    for (const row of rows) {
      const normal = form(row.text);
      if (normal !== row.text) found.set(normal, [...(found.get(normal) ?? []), row]);
    }
    if (rows.length < batch) return found;
    last = rows.at(-1)?.id as number;
  }
};

/** Reads every table once. Memory grows with the rows that are not in the form of new ones, and not with the tables. */
export async function* findTwins(knex: Knex): AsyncGenerator<Twins> {
  for (const [table, column, form] of columns) {
    const found = await otherForms(knex, table, column, form);
    const forms = [...found.keys()];
    for (let i = 0; i < forms.length; i += batch) {
      const some = forms.slice(i, i + batch);
      const rows: Row[] = await knex(table)
        .select('id', { text: column })
        .whereIn(column, some)
        .orderBy('id');
      for (const row of rows) found.get(row.text)?.push(row);
    }
    for (const rows of found.values()) {
      if (new Set(rows.map(({ text }) => text)).size > 1)
        yield { table, column, rows: rows.sort((one, other) => one.id - other.id) };
    }
  }
}
