import type { CatalogueImport } from '../../../core/import/catalogue-import.js';
import type { CountsByKind } from '../../../core/import/import-counts.js';
import type {
  ColumnsReport,
  FieldReport,
  ImportReport,
  NameCounts,
  ReadColumn,
  ReasonReport,
} from '../../../core/import/import-report.js';
import type { Place } from '../../../core/import/import-row.js';
import type { LeftOut } from '../../../core/import/left-out.js';
import type { Rejections } from '../../../core/import/rejections.js';
import { shortened, shown } from '../../../core/import/row-fields.js';
import type { ImportSource, MappingReport } from '../import-source.js';

/** Maximum files, columns of a file, reasons, and names of types or labels. */
const [maxFiles, maxColumns, maxReasons, maxNames] = [50, 100, 30, 30];

/** The first columns, with shortened names. */
export const boundedColumns = (columns: readonly ReadColumn[]): readonly ReadColumn[] =>
  columns
    .slice(0, maxColumns)
    .map(({ column, fields }) => ({ column: shortened(column), fields: [...fields] }));

const columnsReport = ({
  file,
  source,
  columns,
  unmappedColumns,
  firstRows,
}: MappingReport): ColumnsReport => ({
  file,
  source: source ?? null,
  columns: boundedColumns(columns),
  ignored: unmappedColumns.slice(0, maxColumns).map(shortened),
  firstRows: firstRows.map(({ plural, fields }) => ({ kind: plural, fields: bounded(fields) })),
});

/** The fields of a row, with shortened texts and lists. */
const bounded = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fields)
      .slice(0, maxColumns)
      .map(([name, value]) => [shortened(name), boundedValue(value)]),
  );

const boundedValue = (value: unknown): unknown => {
  if (typeof value === 'string') return shortened(value);
  if (Array.isArray(value)) return value.slice(0, maxNames).map(boundedValue);
  return typeof value === 'object' && value !== null ? bounded(value as Record<string, unknown>) : value;
};

const exampleAt = ({ file, line }: Place, text: string) => ({ file, line, text });

const reasonReport = ({ subject, count, examples }: Rejections['reasons'][number]): ReasonReport => ({
  column: subject.trim().replace(/:$/, ''),
  rows: count,
  examples: examples.map(({ place, message }) => exampleAt(place, message)),
});

const fieldReports = ({ fields }: LeftOut): FieldReport[] =>
  fields.slice(0, maxColumns).map(({ plural, field, column = field, count, examples }) => ({
    kind: plural,
    field,
    column: shortened(column),
    values: count,
    examples: examples.map(({ value, place }) => exampleAt(place, shown(value))),
  }));

/** The most frequent names. */
const nameCounts = (counts: ReadonlyMap<string, number>): NameCounts =>
  [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, maxNames)
    .map(([name, rows]) => ({ name, rows }));

/** The report of an import, as `npm run import` prints it, too. */
export const importReport = (
  { mappings }: Pick<ImportSource, 'mappings'>,
  into: Pick<CatalogueImport, 'leftOut' | 'kept'> | undefined,
  rejections: Rejections,
  counts: CountsByKind,
): ImportReport => {
  const reasons = rejections.reasons.map(reasonReport);
  return {
    counts,
    files: mappings.slice(0, maxFiles).map(columnsReport),
    rejections: reasons.slice(0, maxReasons),
    otherRejections: reasons.slice(maxReasons).reduce((sum, { rows }) => sum + rows, rejections.others),
    otherTypes: into === undefined ? [] : nameCounts(into.leftOut.types),
    otherLabels: into === undefined ? [] : nameCounts(into.leftOut.labels),
    leftOut: into === undefined ? [] : fieldReports(into.leftOut),
    kept: into === undefined ? [] : fieldReports(into.kept),
  };
};
