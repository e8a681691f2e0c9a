import { readFileSync } from 'node:fs';
import type { CaseClass, KnownTitle } from './cases.js';

/** The share of the texts of each class of `typed.tsv` that has to find its title. */
const bars: Readonly<Record<string, number>> = {
  'and/&': 38 / 40,
  year: 39 / 40,
  apostrophe: 38 / 40,
  dots: 34 / 36,
  'joined or split': 38 / 40,
  elision: 18 / 20,
  'inner CJK': 57 / 60,
  'vowel points': 1,
  'one word missing': 0.8,
  'one word too many': 0.8,
  abbreviations: 0.8,
  'two slips': 0.8,
  nothing: 1,
};

const [, ...rows] = readFileSync(new URL('typed.tsv', import.meta.url), 'utf8')
  .split('\n')
  .filter(Boolean)
  .map((line) => line.split('\t') as [name: string, typed: string, title: string, year: string]);

/** The titles of `typed.tsv`, with the year of those that are searched by it. */
export const typedTitles = (): KnownTitle[] => {
  const years = new Map(rows.map(([, , title, year]) => [title, year]));
  for (const [, , title, year] of rows) if (year !== '') years.set(title, year);
  years.delete('');
  return [...years].map(([title, year]) => ({ title, year: year === '' ? null : Number(year) }));
};

/** The classes of `typed.tsv`: what people type for titles, written down by hand. */
export const typedCases = (): CaseClass[] =>
  Object.entries(bars).map(([name, bar]) => ({
    name: `by hand: ${name}`,
    bar,
    cases: rows
      .filter(([of]) => of === name)
      .map(([, typed, title]) => ({ typed, wanted: title === '' ? null : title })),
  }));
