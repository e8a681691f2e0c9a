import { type CsvRecord, Records, type RejectedLine } from './csv-records.js';
import { type Line, linesOf, maxLine, type Source } from './lines.js';

/** Records that follow each other, and the delimiter of the file. */
export interface RecordChunk {
  readonly records: readonly (CsvRecord | RejectedLine)[];
  readonly delimiter: string;
}

/** The delimiters that are detected, in order of preference. */
export const delimiters: readonly string[] = [',', ';', '\t', '|'];

/** Lines that are read before the delimiter is chosen, if they have at most `maxLine` characters. */
const sampleLines = 50;

/** The first line with which Excel declares the delimiter. */
const declaration = /^"?sep=([^"\r])"?\r*$/i;

/** The first line of a list that Letterboxd exports, and the header of its films, which follows a table about the list. */
const [listStart, filmHeader] = [/^Letterboxd list export\b/, /^"?Position"?[,;\t]/];

/** The lines from the header on, and the delimiter that is declared in front of it. */
const fromHeader = (sample: readonly Line[]) => {
  const first = sample[0]?.text ?? '';
  const declared = declaration.exec(first)?.[1];
  const start = listStart.test(first) ? sample.findIndex(({ text }) => filmHeader.test(text)) : 0;
  return { declared, lines: sample.slice(declared === undefined ? Math.max(start, 0) : 1) };
};

/** How well the lines fit a delimiter: columns of the header, and how many rows have as many. */
const tryDelimiter = (lines: readonly Line[], delimiter: string) => {
  const records = new Records('', delimiter);
  for (const line of lines) records.add(line);
  const [columns = 0, ...rows] = records.found.map((one) => ('cells' in one ? one.cells.length : 0));
  return { delimiter, columns, rows: rows.filter((cells) => cells === columns).length };
};

/**
 * The delimiter that gives the header several columns, and most rows as many. If the header has a single column with
 * each of them, the one that the fewest rows contain. If the header cannot be read, a comma.
 */
const detectDelimiter = (lines: readonly Line[]): string => {
  const tried = delimiters.map((one) => tryDelimiter(lines.slice(0, sampleLines), one));
  const several = tried.filter(({ columns }) => columns > 1);
  const single = tried.every(({ columns }) => columns === 1) ? tried : tried.slice(0, 1);
  // Array.sort is stable: equal delimiters stay in the order of preference.
  const [best] = (several.length > 0 ? several : single).sort(
    (a, b) => b.rows - a.rows || b.columns - a.columns,
  );
  return (best as { delimiter: string }).delimiter;
};

const startRecords = (file: string, sample: readonly Line[], delimiter: string | undefined): Records => {
  const { declared, lines } = fromHeader(sample);
  const records = new Records(file, delimiter ?? declared ?? detectDelimiter(lines));
  for (const line of lines) records.add(line);
  return records;
};

const takeFound = (from: Records): RecordChunk => {
  const { found: records, delimiter } = from;
  from.found = [];
  return { records, delimiter };
};

/**
 * The records of a file in chunks. At most `maxLine` characters of a record are in memory.
 *
 * @param delimiter one character; undefined: detected from the first lines
 */
export async function* recordsOf(file: Source, delimiter?: string): AsyncGenerator<RecordChunk> {
  let records: Records | undefined;
  let sample: readonly Line[] = [];
  let size = 0;
  for await (const lines of linesOf(file)) {
    if (records !== undefined) for (const line of lines) records.add(line);
    else {
      sample = [...sample, ...lines];
      for (const { text } of lines) size += text.length;
      if (sample.length < sampleLines && size < maxLine) continue;
      records = startRecords(file.name, sample, delimiter);
      sample = [];
    }
    yield takeFound(records);
  }
  records ??= startRecords(file.name, sample, delimiter);
  records.end();
  yield takeFound(records);
}
