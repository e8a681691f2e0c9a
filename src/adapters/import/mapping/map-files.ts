import { columnNamed } from '../../../core/catalogue/columns.js';
import type { ReadRow } from '../../../core/import/import-row.js';
import type { FileReader } from '../files/file-format.js';
import { InputError } from '../files/input-error.js';
import type { OpenedFile } from '../files/input-file.js';
import type { ReadOptions } from '../files/read-options.js';
import { reasonColumn } from '../files/rejected-rows.js';
import { openText } from '../files/text-source.js';
import type { ImportableKind } from '../import-source.js';
import { ColumnNames, pathsIn } from './column-names.js';
import { CompanionRows, companionOf } from './companion.js';
import { type FileMapping, mapFile } from './file-mapping.js';
import type { SourceTable } from './known-source.js';
import { MappedFile, type ReadableFile } from './mapped-file.js';
import type { FileSample, MappingOptions } from './mapping-options.js';

/** A file on disk or in an archive. */
export interface FoundFile {
  readonly path: string;
  open(): Promise<OpenedFile>;
}

/** A sample ends after this many rows or characters. */
const [maxSampleRows, maxSampleText] = [50, 1024 * 1024];

/** Reads the columns and first rows of a file, so that it can be rejected before anything is imported. */
const sampleOf = async (
  { path, reader, content, options }: ReadableFile,
  kinds: readonly ImportableKind[],
): Promise<FileSample> => {
  let header: readonly string[] | undefined;
  const rows: ReadRow[] = [];
  let [count, text] = [0, 0];
  for await (const batch of reader.readRaw(content, options, (names) => (header = names))) {
    for (const row of batch.slice(0, maxSampleRows - count)) {
      count += 1;
      text += row.size ?? 0;
      if ('fields' in row) rows.push(row);
    }
    if (count >= maxSampleRows || text > maxSampleText) break;
  }
  const paths = pathsIn(header === undefined ? rows.map(({ fields }) => fields) : [], (path) =>
    kinds.some(({ columns }) => Object.hasOwn(columns, path)),
  );
  const table = header?.filter((name) => name !== reasonColumn);
  const [names, allNames] = table === undefined ? [paths.leaves, paths.all] : [table, table];
  return { file: path, names, allNames, isTable: header !== undefined, rows };
};

/** Opens the files of an import, and decides how their rows are mapped. */
export class FileMapper {
  readonly #filmUris = new Map<string, string>();
  /** The columns and the kinds of all files. */
  readonly #names = new Set<string>();
  readonly #kindsOfFiles = new Set<ImportableKind>();

  /** @param found all files, among which companions are searched */
  constructor(
    private readonly kinds: readonly ImportableKind[],
    private readonly table: SourceTable,
    private readonly options: MappingOptions & ReadOptions,
    private readonly found: readonly FoundFile[],
  ) {}

  /**
   * @param kind the kind in the name of the file
   * @throws InputError if it cannot be read, or its columns or kind are not known
   */
  async open(found: FoundFile, reader: FileReader, kind: ImportableKind | undefined): Promise<MappedFile> {
    const readable = await this.#openContent(found, reader);
    const sample = await sampleOf(readable, this.kinds);
    for (const name of sample.allNames) this.#names.add(name);
    const map = (one: FileSample): FileMapping => mapFile(one, this.options, kind, this.kinds, this.table);
    const mapping = map(sample);
    for (const one of mapping.kinds) this.#kindsOfFiles.add(one);
    const { companion } = mapping.source ?? {};
    const path =
      companion &&
      companionOf(
        found.path,
        companion,
        this.found.map((one) => one.path),
      );
    const other = this.found.find((one) => one.path === path);
    if (companion === undefined || other === undefined) {
      const file = new MappedFile(readable, mapping, sample, undefined, this.#filmUris);
      await file.findSharedIds();
      return file;
    }
    const { content, options } = await this.#openContent(other, reader);
    const rows = await CompanionRows.read(other.path, reader.readRaw(content, options), companion);
    const names = [...new Set([...sample.names, ...companion.columns])];
    const joined = { ...sample, names, allNames: names };
    return new MappedFile(readable, map(joined), joined, rows, this.#filmUris);
  }

  /** @throws InputError if an option is about a column that no file has, or of a field that does not exist */
  checkOptions(path: string): void {
    const kinds = [...this.#kindsOfFiles];
    const fields = kinds.flatMap(({ columns }) => Object.keys(columns));
    const columns = new ColumnNames([...this.#names]);
    const map = this.options.map ?? [];
    for (const [i, { field, column }] of map.entries()) {
      if (!kinds.some((kind) => columnNamed(kind.columns, field) !== undefined))
        throw new InputError(
          path,
          `--map: there is no field "${field}". Fields: ${[...new Set(fields)].join(', ')}`,
        );
      if (map.findIndex((one) => one.field === field) < i)
        throw new InputError(path, `--map: the field "${field}" is given twice`);
      if (columns.find(column) === undefined)
        throw new InputError(
          path,
          `--map: there is no column "${column}". Columns: ${columns.names.slice(0, 100).join(', ')}`,
        );
    }
  }

  async #openContent(found: FoundFile, reader: FileReader): Promise<ReadableFile> {
    const { options } = this;
    const file = await found.open();
    const content = reader.isBinary ? file : await openText(file, options.encoding);
    return { path: found.path, file, content, reader, options };
  }
}
