import { basename } from 'node:path';
import type { ColumnNames } from './column-names.js';
import type { KnownSource } from './known-source.js';

/** The kinds that a source has rows of. */
export const kindsOf = ({ kind }: Pick<KnownSource, 'kind'>): readonly string[] =>
  typeof kind === 'string'
    ? [kind]
    : [...new Set(kind.flatMap((rule) => rule.kind ?? Object.keys(rule.types ?? {})))];

/** The source whose marks a file has; of several, the one with most marks. */
export const recognize = (
  sources: readonly KnownSource[],
  columns: ColumnNames,
  path: string,
): KnownSource | undefined => {
  let best: KnownSource | undefined;
  let most = 0;
  for (const source of sources) {
    const { marks, fileName } = source;
    const fits =
      marks.every((names) => names.some((name) => columns.find(name) !== undefined)) &&
      (fileName === undefined || fileName.test(basename(path)));
    const count = marks.length + (fileName === undefined ? 0 : 1);
    if (fits && count > most) [best, most] = [source, count];
  }
  return best;
};
