import { expect } from 'chai';
import { type ValueName, values } from '../../../../src/adapters/import/mapping/values.js';

const make = (name: ValueName, ...given: unknown[]) => {
  const further: (readonly string[])[] = [];
  const value = values[name](given, {
    filmUris: new Map(),
    onFurtherNames: (names) => further.push(names),
  });
  return further.length === 0 ? value : [value, ...further];
};

/** A function, a value, and what it makes of it. */
const cases: readonly [ValueName, unknown, unknown][] = [
  ['titleWithoutYear', 'Paper Lantern, The (Lanterne de papier, La) (2009)', 'The Paper Lantern'],
  ['titleWithoutYear', "Avventura, L' (Adventure, The) (1960)", "L'Avventura"],
  ['titleWithoutYear', 'Reel (a.k.a. Spool) (Rolle (Spule)) (1995) ', 'Reel'],
  ['titleWithoutYear', 'Lamp: Or (The Light of Others) (2014)', 'Lamp: Or (The Light of Others)'],
  ['titleWithoutYear', '(500) Lamps (2009)', '(500) Lamps'],
  ['titleWithoutYear', 'Salt, Smoke & Silver (2011– )', 'Salt, Smoke & Silver'],
  ['yearInTitle', 'Harbour (1975-1979)', '1975'],
  ['yearInTitle', 'Harbour (Port) 1999', undefined],
  ['imdbNumber', 114709, 'tt0114709'],
  ['imdbNumber', '114709.0', 'tt0114709'],
  ['imdbNumber', 'tt0114709', 'tt0114709'],
  ['firstName', 'Ines Marlow, Jr., Piotr Wilk; Ines Marlow, Jr.', ['Ines Marlow, Jr.', ['Piotr Wilk']]],
  ['firstName', '[{"name": "Ines Marlow"}]', 'Ines Marlow'],
  ['firstName', ['Ines Marlow', 'Piotr Wilk'], ['Ines Marlow', ['Piotr Wilk']]],
  ['firstName', '', undefined],
  ['firstName', 'Not Given, N/A', undefined],
  ['firstName', 'Ines Marlow / Piotr Wilk', ['Ines Marlow', ['Piotr Wilk']]],
  ['firstName', '张三/李四', ['张三', ['李四']]],
  ['titleAndYear', ' ', undefined],
  ['positive', '0', undefined],
  ['chineseMinutes', '1小时58分钟', '118'],
  ['chineseMinutes', ' 118 分钟(中国大陆)', '118'],
  ['chineseMinutes', '1h 58m', '1h 58m'],
  ['firstYear', '(多伦多) 1994-09-10', '1994'],
];

describe('a value of a known source', () => {
  for (const [name, given, expected] of cases) {
    it(`${JSON.stringify(given)} by ${name}: is ${JSON.stringify(expected) ?? 'none'}`, () => {
      expect(make(name, given)).to.deep.equal(expected);
    });
  }
});
