import { columnNamed } from '../../../core/catalogue/columns.js';
import type { ReadColumn } from '../../../core/import/import-report.js';
import type { ReadRow } from '../../../core/import/import-row.js';
import { InputError } from '../files/input-error.js';
import type { ImportableKind } from '../import-source.js';
import { valueIn } from './column-names.js';
import { FileColumns } from './file-columns.js';
import { type RowType, rowTypes } from './kind-of-row.js';
import type { KnownSource, SourceTable } from './known-source.js';
import type { FileSample, MappingOptions } from './mapping-options.js';
import { matchingField } from './matching-field.js';
import { isEmpty, rowMapper, type Target } from './row-mapper.js';
import { unknownColumns, unknownKind } from './unknown-columns.js';

/** How the rows of a file become rows of one kind or several. */
export interface FileMapping {
  /** Undefined: the columns are those of the API, or mapped by options. */
  readonly source: KnownSource | undefined;
  readonly kinds: readonly ImportableKind[];
  /** Fields may be `kind`, too. */
  readonly columns: readonly ReadColumn[];
  /** Columns that are ignored, though no option names them. */
  readonly unmappedColumns: readonly string[];
  /** Whether rows are read as they are. */
  readonly isDirect: boolean;
  /** Whether the names of lists determine the kinds of their rows. */
  readonly hasListsOfKinds: boolean;
  /** Undefined: all rows are of the only kind. */
  readonly typeOf: ((row: Pick<ReadRow, 'fields' | 'list'>) => RowType | undefined) | undefined;
  mapperFor(kind: ImportableKind): ReturnType<typeof rowMapper>;
  /** The column that a field of a row is read from, as the file calls it. */
  columnOf(kind: ImportableKind, field: string, row: ReadRow['fields']): string;
}

const firstSegment = (path: string) => path.split('.')[0] as string;

/** Returns which unmapped fields of a JSON row are kept: rows may have different ones. An unknown field rejects its row. */
const keptFields = (
  { rules, isIgnored }: FileColumns,
  targets: readonly Target[],
  isKnown: (name: string) => boolean,
  keepsUnknown: (name: string, value: unknown) => boolean,
) => {
  const read = new Set(
    [...targets.flatMap(({ from }) => from.flat()), ...rules.flatMap(({ column }) => column ?? [])].map(
      firstSegment,
    ),
  );
  return (name: string, value: unknown): boolean =>
    !isIgnored(name) && !read.has(name) && (isKnown(name) || keepsUnknown(name, value));
};

/**
 * Decides how a file is read.
 *
 * @param nameKind the kind in its name
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
  const { file, isTable, names, rows } = sample;
  const { ignoresOthers = false } = options;
  const columns = new FileColumns(sample, options, all, table);
  const { source, rules, isIgnored, hasListsOfKinds } = columns;

  const hasName = (kind: ImportableKind) =>
    columns.targetsFor(kind).some(({ field }) => field === kind.namedBy);
  const byOption = all.filter(({ plural }) => plural === options.kind);
  const ofRows = all.filter(
    (kind) =>
      columns.kinds?.includes(kind.plural) && (source !== undefined || hasListsOfKinds || hasName(kind)),
  );
  const known = [byOption, ofRows, nameKind === undefined ? [] : [nameKind]].find(
    (kinds) => kinds.length > 0,
  );
  const possible = [known ?? all.filter(hasName), all].find((kinds) => kinds.length > 0) ?? [];

  const readColumns = (readers: readonly Target[]): readonly ReadColumn[] =>
    names.map((column) => {
      const fields = readers.filter(({ from }) => from.flat().includes(column)).map(({ field }) => field);
      const isType = rules.some((rule) => rule.column === column);
      return { column, fields: [...new Set([...(isType ? ['kind'] : []), ...fields])] };
    });
  // Rows of several kinds have the columns of all of them.
  const unknown = source === undefined ? columns.unknownFor(rules.length > 0 ? all : possible) : [];
  const isInAllRows =
    isTable || rows.every(({ fields }) => unknown.some((name) => Object.hasOwn(fields, firstSegment(name))));
  if (unknown.length > 0 && isInAllRows && !ignoresOthers)
    throw unknownColumns(file, unknown, {
      columns,
      readBy: (kind) => readColumns(kind === undefined ? [] : columns.targetsFor(kind)),
      possible: known ?? all,
      isKindKnown: known !== undefined,
      options,
      table,
    });
  if (known === undefined) throw new InputError(file, unknownKind(possible));

  const targets = new Map(known.map((kind) => [kind, columns.targetsFor(kind)]));
  const mapped = readColumns([...targets.values()].flat());
  const rejectsOthers = !isTable && source === undefined && !ignoresOthers;
  return {
    source,
    kinds: known,
    columns: mapped,
    unmappedColumns: mapped.flatMap(({ column, fields }) =>
      fields.length > 0 || isIgnored(column) || rejectsOthers ? [] : column,
    ),
    isDirect:
      source === undefined &&
      rules.length === 0 &&
      (options.map ?? []).length === 0 &&
      mapped.every(({ column, fields }) => fields[0] === column),
    hasListsOfKinds,
    typeOf: rules.length > 0 ? rowTypes(rules) : undefined,
    mapperFor: (kind) => {
      const ofKind = targets.get(kind) ?? [];
      const isField = (name: string) => columnNamed(kind.columns, name) !== undefined;
      // Empty values are no error: the field may be that of another kind.
      const keepsUnknown = (name: string, value: unknown) =>
        !ignoresOthers && !(isEmpty(value) && matchingField(name, all) !== undefined);
      const keeps =
        isTable || source !== undefined ? undefined : keptFields(columns, ofKind, isField, keepsUnknown);
      return rowMapper({ columns: kind.columns, targets: ofKind, hasNulls: source === undefined, keeps });
    },
    columnOf: (kind, field, row) => {
      const from = (targets.get(kind) ?? []).find((target) => target.field === field)?.from.flat() ?? [];
      return from.find((column) => !isEmpty(valueIn(row, column))) ?? from[0] ?? field;
    },
  };
};
