/** Words for "and" in several languages. */
export const connectives = ['and', '&', 'und', 'et', 'y', 'e', 'och'];
export const isConnective = /(?<= )(and|&)(?= )/i;

/** Equivalent spellings. This list is independent of the one that the search uses, which it checks. */
export const swaps: readonly (readonly [RegExp, string])[] = [
  [/\bDr\.?(?= )/, 'Doctor'],
  [/\bDoctor\b/, 'Dr'],
  [/\bMr\.?(?= )/, 'Mister'],
  [/\bMister\b/, 'mr.'],
  [/\bSt\.?(?= )/, 'Saint'],
  [/\bSaint\b/, 'St'],
  ...['I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX', 'X', 'XI', 'XII'].flatMap(
    (roman, i): [RegExp, string][] =>
      i === 0
        ? []
        : [
            [new RegExp(`(?<= )${roman}(?=$|:)`), `${i + 1}`],
            [new RegExp(`(?<= )${i + 1}(?=$|:)`), roman],
          ],
  ),
];
