import type { Knex } from 'knex';
import type { AnyKind } from '../../core/catalogue/kind.js';
import { referrersOf } from '../../core/catalogue/references.js';
import { foldName } from '../../core/identity/user.js';
import { normalizeText } from '../../core/shared/text.js';
import { asciiEmailKey } from './account-keys.js';
import { snake } from './row-mapping.js';

/** Rows whose values differ only in form: they would be one now, and are from before that rule. */
export interface Twins {
  readonly table: string;
  readonly column: string;
  readonly rows: readonly { readonly id: number; readonly text: string }[];
}

type Row = Twins['rows'][number];

type Column = readonly [table: string, column: string, form: (text: string) => string];

/** The columns that rows are unique by or looked up by, and the form in which a new value is stored. */
const columnsOf = (kinds: readonly AnyKind[]): readonly Column[] => [
  ['users', 'email_key', asciiEmailKey],
  ['users', 'visible_name_key', foldName],
  ...kinds.flatMap(({ plural, namedBy }): Column[] => [
    // Imports look the items of references up by their names.
    ...(referrersOf(plural, kinds).length > 0 ? [[plural, snake(namedBy), normalizeText] as const] : []),
    [plural, 'source_id', normalizeText],
  ]),
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
export async function* findTwins(knex: Knex, kinds: readonly AnyKind[]): AsyncGenerator<Twins> {
  for (const [table, column, form] of columnsOf(kinds)) {
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
