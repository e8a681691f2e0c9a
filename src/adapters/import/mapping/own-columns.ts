import type { ImportableKind } from '../import-source.js';
import { ColumnNames, isRowNumber, keyOf } from './column-names.js';
import { rowTypes } from './kind-of-row.js';
import type { KindRule, SourceTable } from './known-source.js';
import type { FileSample, MappingOptions } from './mapping-options.js';
import { matchingField } from './matching-field.js';
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

/** How rows name their kind: in a column `kind` or `type`, or else by the name of their list in JSON. */
export const kindRulesOf = (
  { rows }: FileSample,
  others: readonly string[],
  kinds: readonly ImportableKind[],
  { types }: SourceTable,
): readonly KindRule[] => {
  const ofKinds = kinds.map(({ plural }) => {
    const names = types[plural] ?? [];
    return [plural, [plural, plural.replace(/s$/, ''), ...names, ...names.map((name) => `${name}s`)]];
  });
  const columns = others.filter(
    (name) => ['kind', 'type'].includes(keyOf(name)) && matchingField(name, kinds) === undefined,
  );
  const rules = [...columns, undefined].map((column) => ({ column, types: Object.fromEntries(ofKinds) }));
  // A column `type`, or a list, may have values other than kinds: then it is ignored.
  return rules.filter((rule) => {
    const typeOf = rowTypes([rule]);
    return keyOf(rule.column ?? '') === 'kind' || rows.some((row) => typeOf(row)?.kind !== undefined);
  });
};
