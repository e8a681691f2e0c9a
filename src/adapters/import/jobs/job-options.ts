import type { ImportFailure, ImportJobOptions } from '../../../core/import/import-job.js';
import type { InputError } from '../files/input-error.js';
import type { SourceOptions } from '../source-options.js';
import { boundedColumns } from './import-report.js';

/** The options of the command that an import over HTTP has. Rejected rows are kept. */
export const sourceOptions = ({
  map = {},
  ignoreOthers = false,
  delimiter,
  format,
  kind,
  ignore = [],
  encoding,
  sheet,
}: ImportJobOptions): SourceOptions => ({
  format,
  kind,
  encoding,
  sheet,
  ignore,
  ignoresOthers: ignoreOthers,
  delimiter: delimiter === 'tab' ? '\t' : delimiter,
  map: Object.entries(map).map(([field, column]) => ({ field, column })),
  keepsText: true,
});

const optionNames: Readonly<Record<string, keyof ImportJobOptions>> = {
  'ignore-others': 'ignoreOthers',
  ignore: 'ignore',
  map: 'map',
  kind: 'kind',
  format: 'format',
  encoding: 'encoding',
  sheet: 'sheet',
};
const option = new RegExp(`--(${Object.keys(optionNames).join('|')})\\b`, 'g');

/** Maximum characters of a column, and columns, in options. */
const [maxColumn, maxColumns] = [200, 100];

/** The failure of a file that cannot be read. Messages name the options of the command: here they are those of the API. */
export const failureOf = (
  { reason, suggestion, columns: all }: InputError,
  { kind: _kind, map: _map, ignore: _ignore, ignoreOthers: _ignoreOthers, ...others }: ImportJobOptions,
): ImportFailure => {
  const detail = reason.replaceAll(option, (_all, name: string) => `options.${optionNames[name]}`);
  const failure = {
    reason: 'file-rejected',
    detail,
    ...(all !== undefined && { columns: boundedColumns(all) }),
  } as const;
  if (suggestion === undefined) return failure;
  const { kind, map, ignore, ignoresOthers } = suggestion;
  const columns = [...Object.values(map), ...ignore];
  if (columns.length > maxColumns || columns.some((column) => column.length > maxColumn)) return failure;
  return {
    ...failure,
    suggestion: {
      ...others,
      ...(kind !== undefined && { kind }),
      map,
      ...(ignore.length > 0 && { ignore }),
      ...(ignoresOthers && { ignoreOthers: true }),
    },
  };
};
