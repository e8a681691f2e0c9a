import { expect } from 'chai';
import { snake } from '../../src/adapters/knex/row-mapping.js';
import type { AnyKind } from '../../src/core/catalogue/kind.js';
import { series } from '../../src/core/catalogue/series.js';
import type { AccessPath } from '../../src/core/shared/page.js';
import { kindsUnderTest } from '../support/kinds-under-test.js';
import { schemaRows } from '../support/schema-rows.js';

interface Index {
  readonly table: string;
  /** The columns and expressions, as Postgres prints them. */
  readonly keys: readonly string[];
  readonly isUnique: boolean;
  readonly isPartial?: boolean;
}

const everyIndex = `
  select indrelid::regclass::text as table, indisunique as "isUnique",
    indpred is not null as "isPartial",
    array(select pg_get_indexdef(indexrelid, n, true) from generate_series(1, indnkeyatts) as n) as keys
  from pg_index join pg_class on pg_class.oid = indrelid where relnamespace = 'public'::regnamespace`;

/** What the index of a path must begin with; see CONTRIBUTING.md. Postgres does not print the collation of a column. Lists by genre and external id have tables of their own. */
const neededBy = ({ plural }: AnyKind, { filters = [], by }: AccessPath): Omit<Index, 'isUnique'>[] => {
  const column = snake(by.field);
  const number = by.isNullable ? `COALESCE(${column}, 2147483647)` : column;
  const text = by.fallback ? `title_key(${column}, ${snake(by.fallback)})` : `fold(${column})`;
  const key = by.type === 'text' ? text : number;
  const order = by.field === 'id' ? ['id'] : [key, 'id'];
  const [first] = filters;
  if (first?.isMap) return [{ table: 'external_ids', keys: ['kind', 'source', 'value'] }];
  if (first?.isOneOf) return [{ table: plural, keys: order }];
  if (first?.isArray) {
    const name = snake(first.parameter.replace(/\..*/, ''));
    return [{ table: `titles_by_${name}`, keys: ['kind', name, ...order] }];
  }
  if (first?.missing)
    return Object.values(first.missing).map(({ field, isArray }) => ({
      table: plural,
      keys: [`${snake(field)} ${isArray ? "= '{}'::text[]" : 'IS NULL'}`, ...order],
      isPartial: true,
    }));
  return [{ table: plural, keys: [...filters.map(({ field }) => snake(field)), ...order] }];
};

/** A unique index of the filters needs no more columns: it finds one item. */
const serves = (index: Index, { table, keys, isPartial = false }: Omit<Index, 'isUnique'>) =>
  index.table === table &&
  index.isPartial === isPartial &&
  (index.isUnique ? index.keys : keys).every((_, i) => bare(index.keys[i]) === bare(keys[i]));

/** Versions of Postgres print expressions with more or fewer parentheses. */
const bare = (key: string | undefined) => key?.replaceAll(/[()]/g, '');

const missing = (kinds: readonly AnyKind[], indexes: readonly Index[]): string[] =>
  kinds.flatMap((kind) =>
    kind.paths
      .flatMap((path) => neededBy(kind, path))
      .filter((needed) => !indexes.some((index) => serves(index, needed)))
      .map(({ table, keys }) => `no index of ${table} begins with ${keys.join(', ')}`),
  );

describe('the access paths of kinds', () => {
  let indexes: readonly Index[] = [];
  before(async () => {
    indexes = await schemaRows(everyIndex);
  });

  it('of every kind: have an index each', () => {
    expect(missing(kindsUnderTest, indexes)).to.deep.equal([]);
  });

  it('with one that has none: the test names it', () => {
    const byRuntime = { field: 'runtimeMinutes', type: 'integer', isNullable: true } as const;
    const wrong: AnyKind = { ...series, paths: [{ by: byRuntime }] };
    expect(missing([wrong], indexes)).to.deep.equal([
      'no index of series begins with COALESCE(runtime_minutes, 2147483647), id',
    ]);
  });
});
