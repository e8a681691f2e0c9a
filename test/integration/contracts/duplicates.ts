import { expect } from 'chai';
import type { Knex } from 'knex';
import { KnexDuplicates } from '../../../src/adapters/knex/knex-duplicates.js';
import { author } from '../../../src/core/catalogue/author.js';
import type { Kind } from '../../../src/core/catalogue/kind.js';
import { movie } from '../../../src/core/catalogue/movie.js';
import type { Position } from '../../../src/core/shared/page.js';
import { authorDraft, movieDraft } from '../../support/drafts.js';
import { repositories } from '../../support/repositories.js';

export const duplicatesContract = (name: string, opened: () => { readonly knex: Knex }) => {
  /** All groups, read by pages of one. */
  const groupsOf = async <Draft extends object>(kind: Kind<Draft>) => {
    const duplicates = new KnexDuplicates<Draft>(opened().knex, kind);
    const groups = [];
    let after: Position | undefined;
    do {
      const page = await duplicates.list({ limit: 1, after });
      groups.push(...page.items);
      after = page.next ?? undefined;
    } while (after !== undefined);
    return groups;
  };

  it(`on ${name}: are groups of the same folded name and year, in order, each with its first ten items`, async () => {
    const { movies } = repositories(opened().knex);
    const add = (title: string, releaseYear: number | null) => movies.add(movieDraft({ title, releaseYear }));
    const [amelie, upper] = [await add('Amélie', 2001), await add('AMELIE', 2001)];
    await add('Amélie', 2002);
    const [one, other] = [await add('Amélie', null), await add('amelie', null)];
    await add('Zardoz', 1974);
    const many = [];
    for (let i = 0; i < 11; i += 1) many.push(await add('Untitled', 2020));
    expect(await groupsOf(movie)).to.deep.equal([
      { name: 'amelie', year: 2001, count: 2, items: [amelie, upper] },
      { name: 'amelie', year: null, count: 2, items: [one, other] },
      { name: 'untitled', year: 2020, count: 11, items: many.slice(0, 10) },
    ]);
    await movies.remove(upper.id, () => {});
    await movies.change(other.id, (current) => ({ ...current, releaseYear: 2002 }));
    const left = (await groupsOf(movie)).map(({ year, count }) => [year, count]);
    expect(left).to.deep.equal([
      [2002, 2],
      [2020, 11],
    ]);
  });

  it(`on ${name}: of a kind without a year: are groups of the same folded name`, async () => {
    const { authors } = repositories(opened().knex);
    const [one, other] = [
      await authors.add(authorDraft({ name: 'Agnès Varda', birthYear: 1928 })),
      await authors.add(authorDraft({ name: 'agnes varda' })),
    ];
    expect(await groupsOf(author)).to.deep.equal([
      { name: 'agnes varda', year: null, count: 2, items: [one, other] },
    ]);
  });
};
