import type { ImportableKind } from '../import-source.js';
import { ColumnNames, isRowNumber, keyOf } from './column-names.js';
import { fieldCalled } from './field-called.js';
import { rowTypes } from './kind-of-row.js';
import type { KindRule, SourceTable } from './known-source.js';
import type { FileSample, MappingOptions } from './mapping-options.js';
import type { Target } from './row-mapper.js';

/** Columns that can have several people. The author is the first of them. */
const people = /^(?:directors?|directedby|writers?|writtenby|creators?|createdby)$/;

/** What the options say about the columns of a file. */
export const columnsByOptions = (
  { names, allNames }: FileSample,
  { map = [], ignore = [] }: MappingOptions,
) => {
  const found = new ColumnNames([...names, ...allNames]);
  const targets = map.flatMap(({ field, column }): Target | readonly [] => {
    const name = found.find(column);
    if (name === undefined) return [];
    const by = field === 'author' && people.test(keyOf(name)) ? 'firstName' : undefined;
    return { field, from: [[name]], by };
  });
  const ignored = new Set(ignore.flatMap((name) => found.find(name) ?? []));
  const isIgnored = (name: string) =>
    isRowNumber(name) || ignored.has(name) || [...ignored].some((of) => name.startsWith(`${of}.`));
  const mapped = new Set(targets.flatMap(({ from }) => from.flat()));
  return { targets, isIgnored, others: names.filter((name) => !isIgnored(name) && !mapped.has(name)) };
};

/** A column `kind` or `type` with the names of kinds. */
export const kindRuleOf = (
  sample: FileSample,
  others: readonly string[],
  kinds: readonly ImportableKind[],
  { types }: SourceTable,
): KindRule | undefined => {
  const ofKinds = kinds.map(({ plural }) => [
    plural,
    [plural, plural.replace(/s$/, ''), ...(types[plural] ?? [])],
  ]);
  for (const column of others) {
    if (!['kind', 'type'].includes(keyOf(column)) || fieldCalled(column, kinds) !== undefined) continue;
    const rule = { column, types: Object.fromEntries(ofKinds) };
    const typeOf = rowTypes([rule]);
    // Other files have types that are no kinds.
    const isKind = keyOf(column) === 'kind' || sample.rows.some((row) => typeOf(row)?.kind !== undefined);
    if (isKind) return rule;
  }
  return undefined;
};
