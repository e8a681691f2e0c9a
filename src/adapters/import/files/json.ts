import { isUtf8 } from 'node:buffer';
import type { Columns } from '../../../core/catalogue/columns.js';
import type { ReadRow, RejectedRow, RowFrame } from '../../../core/import/import-row.js';
import { isRecord } from '../../../core/shared/values.js';
import { JsonElements } from './json-elements.js';
import { asList, readJsonRow, rejectText } from './json-row.js';
import type { JsonElement } from './json-value.js';
import type { Source } from './lines.js';
import { ndjson, readLines } from './ndjson.js';
import type { ReadOptions } from './read-options.js';
import { rejectRow } from './rejected-rows.js';
import { readSample } from './text-source.js';

const readStart = async (file: Source): Promise<string> => (await readSample(file)).toString().trim();

/** Whether the first line is a complete object, and not the object whose lists are to be read. */
const isNdjson = (start: string): boolean => {
  const [first = '', ...others] = start.split('\n');
  if (!first.startsWith('{')) return false;
  let value: object;
  try {
    value = JSON.parse(first);
  } catch {
    return false;
  }
  return others.length > 0 || !Object.values(value).some((one) => Array.isArray(one) && one.some(isRecord));
};

/** How the objects of a file are read. */
interface JsonReading {
  /** How rejected rows are written; undefined: they are not kept. */
  readonly around: RowFrame | undefined;
  /** Whether all lists of an object are read. If not, rows of a second one are rejected. */
  readonly allLists?: boolean;
  readonly keepsList?: boolean | undefined;
}

const readElement = (
  file: Source,
  { line, bytes, problem, list }: JsonElement,
  { around, keepsList }: JsonReading,
): ReadRow | RejectedRow => {
  const place = { file: file.name, line };
  if (problem !== undefined) return rejectRow(place, problem);
  const kept = keepsList ? list : undefined;
  if (isUtf8(bytes)) {
    const row = readJsonRow(place, bytes.toString(), around, kept);
    return list === undefined || 'violations' in row ? row : { ...row, list };
  }
  const row = rejectRow(place, file.encoding === undefined ? 'not-utf8' : 'not-decoded');
  return rejectText(row, bytes.toString('latin1'), around, kept);
};

async function* readLists(
  file: Source,
  reading: JsonReading,
): AsyncGenerator<readonly (ReadRow | RejectedRow)[]> {
  const elements = new JsonElements(file.name);
  let list: string | undefined;
  let hasSecondList = false;
  const take = (): (ReadRow | RejectedRow)[] => {
    const { found } = elements;
    elements.found = [];
    return found.flatMap((one) => {
      if (one.problem !== undefined) return readElement(file, one, reading);
      list ??= one.list;
      if (reading.allLists || one.list === list) return readElement(file, one, reading);
      const isFirst = !hasSecondList;
      hasSecondList = true;
      return isFirst ? rejectRow({ file: file.name, line: one.line }, 'second-list') : [];
    });
  };
  for await (const chunk of file.chunks()) {
    elements.add(chunk);
    if (elements.found.length > 0) yield take();
  }
  elements.end();
  yield take();
}

/** A list of objects, or an object with one such list; or one object per line, as in NDJSON. */
export const json = {
  async *read(
    file: Source,
    _columns: Columns,
    { keepsText }: ReadOptions = {},
  ): AsyncGenerator<readonly (ReadRow | RejectedRow)[]> {
    const around = keepsText ? asList : undefined;
    yield* isNdjson(await readStart(file)) ? readLines(file, around) : readLists(file, { around });
  },

  async *readRaw(
    file: Source,
    { keepsText, keepsList }: ReadOptions = {},
  ): AsyncGenerator<readonly (ReadRow | RejectedRow)[]> {
    const around = keepsText ? asList : undefined;
    yield* isNdjson(await readStart(file))
      ? readLines(file, around)
      : readLists(file, { around, allLists: true, keepsList });
  },
};

/** Reads files that are called NDJSON: some programs write a JSON list of objects instead. */
export const jsonLines = {
  async *read(
    file: Source,
    columns: Columns,
    options: ReadOptions = {},
  ): AsyncGenerator<readonly (ReadRow | RejectedRow)[]> {
    if ((await readStart(file)).startsWith('['))
      yield* readLists(file, { around: options.keepsText ? asList : undefined });
    else yield* ndjson.read(file, columns, options);
  },

  readRaw: (file: Source, options?: ReadOptions) => jsonLines.read(file, {}, options),
};
