import { expect } from 'chai';
import type { Knex } from 'knex';
import { findTwins } from '../../../src/adapters/knex/twins.js';
import { foldCase } from '../../../src/core/identity/user.js';
import { kindsUnderTest } from '../../support/kinds-under-test.js';

const all = async (knex: Knex) => {
  const found = [];
  for await (const { table, column, rows } of findTwins(knex, kindsUnderTest))
    found.push([`${table}.${column}`, ...rows.map(({ text }) => text)]);
  return found;
};

export const twinsContract = (name: string, database: () => Knex) => {
  it(`duplicates in ${name}: of each column: are found, and no other rows`, async () => {
    const knex = database();
    expect(await all(knex)).to.deep.equal([]);
    await knex('users').insert(
      [
        ['ada@bücher.example', 'Straße'],
        ['ada@xn--bcher-kva.example', 'STRASSE'],
        ['bob@bücher.example', 'Bob  B'],
        ['ada@example.com', 'Ada'],
      ].map(([email = '', visible_name = '']) => ({
        email,
        visible_name,
        email_key: foldCase(email),
        visible_name_key: foldCase(visible_name),
        role: 'user',
        password_hash: 'x',
        active: true,
        email_verified: false,
        token_version: 1,
      })),
    );
    const names = ['Amélie', 'Ame\u0301lie', 'Twin', 'Twin', 'Łódź', 'Amélie', 'O\u0308', 'A\u00a0B', 'A  B'];
    await knex('authors').insert(names.map((name, i) => ({ name, source_id: `${i}` })));
    await knex('movies').insert(
      ['a  b', 'a b', 'a\u00a0b', 'é'].map((source_id) => ({ title: 'x', genres: [], source_id })),
    );
    expect(await all(knex)).to.deep.equal([
      ['users.email_key', 'ada@bücher.example', 'ada@xn--bcher-kva.example'],
      ['users.visible_name_key', 'straße', 'strasse'],
      ['authors.name', 'Amélie', 'Ame\u0301lie', 'Amélie'],
      ['authors.name', 'A\u00a0B', 'A  B'],
      ['movies.source_id', 'a  b', 'a b', 'a\u00a0b'],
    ]);
  });
};
