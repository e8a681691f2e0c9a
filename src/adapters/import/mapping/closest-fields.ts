import { keyOf } from './column-names.js';
import { columnSynonyms } from './column-synonyms.js';
import type { KnownSource } from './known-source.js';

/** The edits that make one word of another: letters inserted, removed, replaced, or exchanged with the next one. */
const distance = (a: string, b: string): number => {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (last[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isExchange = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const exchanged = isExchange ? (before[j - 2] as number) + 1 : replaced;
      row.push(Math.min(replaced, exchanged, (last[j] as number) + 1, (row[j - 1] as number) + 1));
    }
    [before, last] = [last, row];
  }
  return last[b.length] as number;
};

/** The names of a field in files, as keys. */
const namesOf = (field: string, sources: readonly KnownSource[]): readonly string[] => {
  const ofSources = sources.flatMap(({ fields }) => fields[field] ?? []);
  const simple = ofSources.filter((one) => typeof one === 'string' && !one.includes('.')) as string[];
  return [...new Set([field, ...(columnSynonyms[field] ?? []), ...simple].map(keyOf))];
};

const maxKey = 60;

/** Endings of the names of columns that no field stands for. */
const unrelatedEndings =
  /(?:count|country|id|keywords?|language|likes|rank|ratings?|reviews?|scores?|votes?)$/;

/** How dissimilar a column and a field are: 0 for the same name, Infinity for names that have nothing in common. */
const dissimilarity = (key: string, names: readonly string[]): number => {
  if (names.includes(key)) return 0;
  if (key.length > maxKey) return Number.POSITIVE_INFINITY;
  const scores = names.map((name) => {
    const edits = distance(key, name);
    if (edits <= Math.min(key.length, name.length) / 3) return edits;
    // The last word says what a column is: `movie_title` is a title, `title_year` a year, and `imdb_score` neither.
    const isPart = name.length >= 4 && name !== 'name' && key.includes(name);
    const isLast = key.endsWith(name);
    if (!isPart || (!isLast && unrelatedEndings.test(key))) return Number.POSITIVE_INFINITY;
    return (isLast ? 10 : 100) + key.length - name.length;
  });
  return Math.min(...scores);
};

/** The closest field of each column that resembles one. */
export const closestFields = (
  columns: readonly string[],
  fields: readonly string[],
  sources: readonly KnownSource[],
): ReadonlyMap<string, { readonly field: string; readonly score: number }> => {
  const names = fields.map((field) => [field, namesOf(field, sources)] as const);
  const found = new Map<string, { field: string; score: number }>();
  for (const column of columns) {
    const key = keyOf(column);
    for (const [field, fieldNames] of key === '' ? [] : names) {
      const score = dissimilarity(key, fieldNames);
      if (score < (found.get(column)?.score ?? Number.POSITIVE_INFINITY)) found.set(column, { field, score });
    }
  }
  return found;
};
