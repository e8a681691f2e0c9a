import type { Knex } from 'knex';
import type { AnyKind } from '../../core/catalogue/kind.js';
import { referrersOf } from '../../core/catalogue/references.js';
import { foldName } from '../../core/identity/user.js';
import { normalizeText } from '../../core/shared/text.js';
import { asciiEmailKey } from './account-keys.js';
import { snake } from './row-mapping.js';

/** Rows of earlier releases whose values differ only in form. Today the second one would be rejected as taken. */
export interface Twins {
  readonly table: string;
  readonly column: string;
  readonly rows: readonly { readonly id: number; readonly text: string }[];
}

type Twin = Twins['rows'][number];

type Column = readonly [table: string, column: string, form: (text: string) => string];

/** The columns by which rows are unique or looked up, each with the function that normalizes a new value. */
const columnsOf = (kinds: readonly AnyKind[]): readonly Column[] => [
  ['users', 'email_key', asciiEmailKey],
  ['users', 'visible_name_key', foldName],
  ...kinds.flatMap(({ plural, namedBy }): Column[] => [
    // Imports look up referenced items by their names.
    ...(referrersOf(plural, kinds).length > 0 ? [[plural, snake(namedBy), normalizeText] as const] : []),
    [plural, 'source_id', normalizeText],
  ]),
];
/** Matches printable ASCII with single spaces, which has only one form. */
const plain = '^[!-~]+( [!-~]+)*$';
const batch = 5_000;

/** Returns the rows with another form than a new value would have, by that form. */
const otherForms = async (knex: Knex, table: string, column: string, form: (text: string) => string) => {
  const found = new Map<string, Twin[]>();
  for (let last = 0; ; ) {
    const rows: Twin[] = await knex(table)
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

/** Finds twins. Reads every table once. Memory use grows with the number of rows in another form, not with the tables. */
export async function* findTwins(knex: Knex, kinds: readonly AnyKind[]): AsyncGenerator<Twins> {
  for (const [table, column, form] of columnsOf(kinds)) {
    const found = await otherForms(knex, table, column, form);
    const forms = [...found.keys()];
    for (let i = 0; i < forms.length; i += batch) {
      const some = forms.slice(i, i + batch);
      const rows: Twin[] = await knex(table)
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
