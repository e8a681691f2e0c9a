import { expect } from 'chai';
import { snake } from '../../src/adapters/knex/row-mapping.js';
import { author } from '../../src/core/catalogue/author.js';
import type { AnyKind } from '../../src/core/catalogue/kind.js';
import { movie } from '../../src/core/catalogue/movie.js';
import { kindsUnderTest } from '../support/kinds-under-test.js';
import { schemaRows } from '../support/schema-rows.js';

interface ForeignKey {
  readonly name: string;
  readonly from: string;
  readonly column: string;
  readonly to: string;
  readonly hasIndex: boolean;
}

const everyForeignKey = `
  select conname as name, conrelid::regclass::text as from, attname as column, confrelid::regclass::text as to,
    exists (select from pg_index where indrelid = conrelid and indkey[0] = attnum) as "hasIndex"
  from pg_constraint join pg_attribute on attrelid = conrelid and attnum = conkey[1]
  where contype = 'f' and connamespace = 'public'::regnamespace`;

/** The differences between kinds and tables, a sentence each. */
const differences = (kinds: readonly AnyKind[], foreignKeys: readonly ForeignKey[]): string[] => {
  const declared = kinds.flatMap(({ plural, references }) =>
    references.map(({ field, to }) => ({ field, plural, column: snake(field), to })),
  );
  const ofKinds = foreignKeys.filter(({ from }) => kinds.some(({ plural }) => plural === from));
  return [
    ...ofKinds
      .filter(
        ({ from, column, to }) =>
          !declared.some((one) => one.plural === from && one.column === column && one.to === to),
      )
      .map(({ from, column, to }) => `${from}.${column} → ${to} has no \`references\` entry on kind ${from}`),
    ...declared.flatMap(({ field, plural, column, to }) => {
      const name = `${plural}_${column}_fkey`;
      const key = ofKinds.find((one) => one.name === name && one.column === column && one.to === to);
      if (key === undefined)
        return `kind ${plural} references ${field} → ${to}, but no foreign key ${name} goes from ${column} to ${to}`;
      return key.hasIndex ? [] : `no index of ${plural} begins with ${column}`;
    }),
  ];
};

describe('the references of kinds', () => {
  let foreignKeys: readonly ForeignKey[] = [];
  before(async () => {
    foreignKeys = await schemaRows(everyForeignKey);
  });

  it('of every kind: are the foreign keys of its table, each with an index', () => {
    expect(differences(kindsUnderTest, foreignKeys)).to.deep.equal([]);
  });

  it('with a missing or an additional reference: the test names it', () => {
    const wrong = [
      { ...author, references: [{ field: 'movieId', to: 'movies' }] },
      { ...movie, references: [] },
    ] as AnyKind[];
    expect(differences(wrong, foreignKeys)).to.deep.equal([
      'movies.author_id → authors has no `references` entry on kind movies',
      'kind authors references movieId → movies, but no foreign key authors_movie_id_fkey goes from movie_id to movies',
    ]);
    const withoutIndex = foreignKeys.map((key) => ({ ...key, hasIndex: false }));
    expect(differences(kindsUnderTest, withoutIndex)).to.include('no index of movies begins with author_id');
  });
});
