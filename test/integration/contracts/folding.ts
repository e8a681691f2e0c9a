import { expect } from 'chai';
import fc from 'fast-check';
import type { Knex } from 'knex';
import { compareFolded, folded } from '../../support/fakes/folded.js';
import { runs } from '../../support/thorough.js';

const between = (from: number, to: number) =>
  fc.integer({ min: from, max: to }).map((code) => String.fromCodePoint(code));

/** Ordinary and unusual text, of letters that every Postgres from 14 on knows. */
const letters = fc.oneof(
  fc.string({ unit: between(0x20, 0x7e) }),
  fc.string({ unit: between(0x20, 0x58f) }),
  fc.string({
    unit: fc.oneof(
      between(0x20, 0x2bff),
      between(0x3040, 0x9fff),
      between(0xfb00, 0xfb4f),
      between(0x1d400, 0x1d7ff),
      between(0x590, 0x6ff),
    ),
  }),
  fc.string({ unit: fc.constantFrom(...'aAäÄÅøØßæÆœŁłđðÞþıİςΣéÉ\u0301ñÑ 1½ﬁＡЙйЁḂ') }),
);
const texts = letters.filter((text) => !/[\0\p{Cs}\p{Cn}]/u.test(text));

export const foldingContract = (name: string, knex: () => Knex) => {
  it(`fold: any text on ${name}: is the same as in the fake, and sorts by code points`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(texts, { minLength: 1, maxLength: 40 }), async (all) => {
        const { rows } = await knex().raw(
          'select text, fold(text) as folded from unnest(?::text[]) as text order by fold(text) collate "C", text collate "C"',
          [all],
        );
        const wanted = all
          .map((text) => ({ text, folded: folded(text) }))
          .sort(
            (one, other) => compareFolded(one.folded, other.folded) || compareFolded(one.text, other.text),
          );
        expect(rows).to.deep.equal(wanted);
      }),
      { numRuns: runs(20) },
    );
  });

  it(`fold: on ${name}: makes texts equal that differ only in case and accents`, async () => {
    for (const [one, other] of [
      ['ÉTUDE', 'etude'],
      ['Åse', 'ase'],
      ['Łódź', 'lodz'],
      ['Straße', 'STRASSE'],
      ['Ærø', 'aero'],
      ['ΣΊΣΥΦΟΣ', 'σίσυφος'],
      ['Ёлка', 'ЕЛКА'],
      ['ﬁlm', 'Film'],
      ['Ocean’s ‘Eleven’', "ocean's 'eleven'"],
      ['Spider–Man — “2”', 'spider-man - "2"'],
      ['كَفَرْنَاحُوم', 'كفرناحوم'],
      ['שׁוֹטֵר', 'שוטר'],
      ['بچه‌های کوچک ۱۲', 'بچههاي كوچك 12'],
      ['x'.repeat(301), 'X'.repeat(300)],
      ['ﷺ'.repeat(200), 'ﷺ'.repeat(17)],
      [`É${'ﬁ'.repeat(149)}æ`, `e${'fi'.repeat(149)}a`],
    ]) {
      const { rows } = await knex().raw('select fold(?) = fold(?) as same', [one, other] as string[]);
      expect([one, other, rows[0].same]).to.deep.equal([one, other, true]);
    }
  });
};
