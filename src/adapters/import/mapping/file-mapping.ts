import { readOnlyFields } from '../../../core/import/row-fields.js';
import { InputError } from '../files/input-error.js';
import type { ImportableKind } from '../import-source.js';
import { ColumnNames } from './column-names.js';
import { type RowType, rowTypes } from './kind-of-row.js';
import type { FieldSource, KindRule, KnownSource, SourceTable } from './known-source.js';
import type { FileSample, MappingOptions } from './mapping-options.js';
import { columnsByOptions, fieldCalled, kindRuleOf } from './own-columns.js';
import { kindsOf, recognize } from './recognize.js';
import { isEmpty, rowMapper, type Target } from './row-mapper.js';
import { unknownColumns } from './unknown-columns.js';

/** A column, and what is read from it; nothing: it is ignored. */
export interface MappedColumn {
  readonly column: string;
  /** Names of fields, or `kind`. */
  readonly fields: readonly string[];
}

/** How the rows of a file become rows of one kind or several. */
export interface FileMapping {
  /** Undefined: the columns are those of the API, or mapped by options. */
  readonly source: KnownSource | undefined;
  readonly kinds: readonly ImportableKind[];
  readonly columns: readonly MappedColumn[];
  /** Columns that are ignored though nobody said so. */
  readonly withoutPlace: readonly string[];
  /** Whether rows are read as they are. */
  readonly isDirect: boolean;
  /** Undefined: all rows are of the only kind. */
  readonly typeOf: ((row: Readonly<Record<string, unknown>>) => RowType | undefined) | undefined;
  mapperFor(kind: ImportableKind): ReturnType<typeof rowMapper>;
  /** The column that a field is read from, as the file calls it. */
  columnOf(kind: ImportableKind, field: string): string;
}

const readOnly = [...readOnlyFields, 'version'];

const isDerived = (source: FieldSource) => typeof source === 'object' && 'from' in source;

/** Undefined: the file has none of the columns. */
const targetOf = (
  field: string,
  source: FieldSource,
  find: (name: string) => string | undefined,
): Target | undefined => {
  const given = isDerived(source) ? source : { from: [source], by: undefined };
  const from = given.from.map((names) => [names].flat().flatMap((name) => find(name) ?? []));
  return from.some((columns) => columns.length > 0) ? { field, from, by: given.by } : undefined;
};

const externalId = /^externalIds\./;
const shownField = (field: string) => (externalId.test(field) ? 'sourceId' : field);

/**
 * Decides how a file is read.
 *
 * @param nameKind the kind that its name says
 * @param all the kinds of the catalogue
 * @throws InputError if columns are not known, or the kind is not
 */
export const mapFile = (
  sample: FileSample,
  options: MappingOptions,
  nameKind: ImportableKind | undefined,
  all: readonly ImportableKind[],
  table: SourceTable,
): FileMapping => {
  const { file, isTable, names } = sample;
  const byOptions = columnsByOptions(sample, options);
  const { others, isIgnored } = byOptions;
  const kindsCalled = (plurals: readonly string[]) => all.filter(({ plural }) => plurals.includes(plural));
  const ownRule = kindRuleOf(sample, others, all, table);
  const isOwn = others.every((name) => name === ownRule?.column || fieldCalled(name, all) !== undefined);
  const usable = table.sources.filter((one) => kindsCalled(kindsOf(one)).length > 0);
  const source = isOwn ? undefined : recognize(usable, new ColumnNames(sample.allNames), file);
  const rules: readonly KindRule[] =
    source === undefined ? [ownRule ?? []].flat() : typeof source.kind === 'string' ? [] : source.kind;

  // Columns of JSON may be absent in the first rows.
  const found = new ColumnNames(others);
  const find = (name: string) => found.find(name) ?? (isTable || isIgnored(name) ? undefined : name);
  const optionFields = byOptions.targets.map(({ field }) => field);
  const ofSource = Object.entries(source?.fields ?? {}).flatMap(([field, from]) =>
    optionFields.includes(field) ? [] : (targetOf(field, from, find) ?? []),
  );
  const taken = new Set([...ofSource, ...byOptions.targets].flatMap(({ from }) => from.flat()));
  const takenFields = new Set([...optionFields, ...ofSource.map(({ field }) => field)]);
  const ruleColumns = rules.map(({ column }) => find(column) ?? column);
  const rest = others.filter((name) => !taken.has(name) && !ruleColumns.includes(name));
  const ignoredBySource = new ColumnNames(source?.ignored ?? []);
  /** Columns that are called like a field. */
  const ofOwn = (kinds: readonly ImportableKind[]): readonly Target[] =>
    rest.flatMap((name) => {
      const field = fieldCalled(name, kinds);
      const isOther = source !== undefined && (readOnly.includes(field ?? '') || ignoredBySource.find(name));
      return field === undefined || isOther || takenFields.has(field) ? [] : { field, from: [[name]] };
    });

  const asked = kindsCalled([options.kind ?? []].flat());
  const fieldsOf = (kind: ImportableKind) =>
    [...byOptions.targets, ...ofSource, ...ofOwn([kind])].flatMap(({ field }) =>
      Object.hasOwn(kind.columns, field) ? field : [],
    );
  const named = all.filter((kind) => fieldsOf(kind).includes(kind.namedBy));
  const byRows = kindsCalled(
    source === undefined ? rules.flatMap((rule) => Object.keys(rule.types ?? {})) : kindsOf(source),
  );
  const kinds =
    asked.length > 0
      ? asked
      : byRows.length > 0
        ? byRows.filter((kind) => source !== undefined || named.includes(kind))
        : [nameKind ?? []].flat();
  const candidates = kinds.length > 0 ? kinds : named.length > 0 ? named : all;

  const isKnown = (name: string) => ofOwn(candidates).some(({ from }) => from.flat().includes(name));
  const unknown = rest.filter((name) => !isKnown(name));
  const isUnknownInAll =
    isTable ||
    sample.rows.every((row) => unknown.some((name) => Object.hasOwn(row, name.split('.')[0] ?? '')));
  const kindsToSay = candidates.map(({ plural }) => `--kind ${plural}`);
  const sayKind = `say ${[kindsToSay.slice(0, -1).join(', '), ...kindsToSay.slice(-1)].filter(Boolean).join(' or ')}`;
  if (source === undefined && unknown.length > 0 && isUnknownInAll && !options.ignoresOthers)
    throw unknownColumns(file, unknown, {
      candidates,
      taken: new Set(candidates.flatMap(fieldsOf)),
      options,
      names,
      sayKind: kinds.length === 0 ? sayKind : undefined,
      sources: table.sources,
    });
  if (kinds.length === 0) throw new InputError(file, `nothing says the kind of the rows: ${sayKind}`);

  const targetsFor = (kind: ImportableKind): readonly Target[] => [
    ...byOptions.targets,
    ...ofSource.filter(({ field }) => externalId.test(field) || Object.hasOwn(kind.columns, field)),
    ...ofOwn(rules.length > 0 && source === undefined ? all : [kind]),
  ];
  const targets = new Map(kinds.map((kind) => [kind, targetsFor(kind)]));
  const consumed = new Set([...taken, ...rest, ...ruleColumns].map((name) => name.split('.')[0]));
  const columns = names.map((column) => {
    const of = [...targets.values()].flat().filter(({ from }) => from.flat().includes(column));
    const fields = of.map(({ field }) => shownField(field));
    return { column, fields: [...new Set(ruleColumns.includes(column) ? ['kind', ...fields] : fields)] };
  });
  return {
    source,
    kinds,
    columns,
    withoutPlace: columns.flatMap(({ column, fields }) =>
      fields.length > 0 || isIgnored(column) ? [] : column,
    ),
    isDirect:
      source === undefined &&
      byOptions.targets.length === 0 &&
      rules.length === 0 &&
      columns.every(({ column, fields }) => fields[0] === column),
    typeOf: rules.length > 0 ? rowTypes(rules) : undefined,
    mapperFor: (kind) =>
      rowMapper({
        columns: kind.columns,
        targets: targets.get(kind) ?? [],
        hasNulls: source === undefined,
        ...(!isTable &&
          source === undefined && {
            keeps: (name, value) =>
              !consumed.has(name) &&
              !isIgnored(name) &&
              (Object.hasOwn(kind.columns, name) ||
                (!options.ignoresOthers && !(isEmpty(value) && fieldCalled(name, all) !== undefined))),
          }),
      }),
    columnOf: (kind, field) =>
      (targets.get(kind) ?? []).find((one) => shownField(one.field) === field)?.from.flat()[0] ?? field,
  };
};
