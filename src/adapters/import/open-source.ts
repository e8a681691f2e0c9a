import { readdir, stat } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { type FileReader, fileReaders, formatNames, rejectedEndings } from './files/file-format.js';
import { InputError } from './files/input-error.js';
import { InputFile, type OpenedFile } from './files/input-file.js';
import type { ReadOptions } from './files/read-options.js';
import { openText } from './files/text-source.js';
import { filesInZip, isZip } from './files/zip-archive.js';
import type { FolderFormat, ImportableCatalogue, ImportableKind, ImportSource } from './import-source.js';

/** Options of the command. Without them, the names and contents of the files decide. */
export interface SourceOptions extends ReadOptions {
  readonly format?: string | undefined;
  readonly kind?: string | undefined;
}

const extensions = Object.keys(fileReaders);

/** A file on disk or in an archive. */
interface FoundFile {
  readonly path: string;
  open(): Promise<OpenedFile>;
}

interface CatalogueFile extends FoundFile {
  readonly reader: FileReader;
  readonly kind: ImportableKind;
}

/** @returns undefined if neither the options nor the name (`movies.csv`, `Movies-2026.NDJSON.GZ`) say kind and format */
const identify = (
  { path, open }: FoundFile,
  options: SourceOptions,
  kinds: readonly ImportableKind[],
): CatalogueFile | undefined => {
  const plurals = kinds.map(({ plural }) => plural).join('|');
  const name = new RegExp(`^(?:(${plurals})\\b)?.*?(?:\\.(${extensions.join('|')}))?(?:\\.gz)?$`);
  const [, plural, extension = ''] = name.exec(basename(path).toLowerCase()) ?? [];
  const reader = fileReaders[options.format ?? extension];
  const kind = kinds.find((one) => one.plural === (options.kind ?? plural));
  return reader && kind && { path, open, reader, kind };
};

/** Reads up to the first rows, so that a file in another format is rejected before anything is imported. */
const withFirstRead = async <T>(rows: AsyncIterable<T>): Promise<AsyncIterable<T>> => {
  const iterator = rows[Symbol.asyncIterator]();
  const first = await iterator.next();
  return (async function* () {
    for (let next = first; !next.done; next = await iterator.next()) yield next.value;
  })();
};

/** @param files in the order in which they are imported */
const openFiles = async (
  files: readonly CatalogueFile[],
  leftOut: readonly string[],
  options: ReadOptions,
): Promise<ImportSource> => {
  const openFile = async ({ open, reader, kind }: CatalogueFile) => {
    const file = await open();
    const content = reader.isBinary ? file : await openText(file, options.encoding);
    const rows = reader.read(content, kind.columns, options);
    return { kind, file, rows: await withFirstRead(rows) };
  };
  const opened = await Promise.all(files.map(openFile));
  const [only, ...others] = files;
  return {
    files: files.map(({ path }) => path),
    rejectedEndings: only === undefined || others.length > 0 ? undefined : rejectedEndings(only.reader),
    leftOut,
    needsSession: false,
    totalBytes: opened.reduce((sum, { file }) => sum + file.size, 0),
    consumed: () => opened.reduce((sum, { file }) => sum + file.consumed, 0),
    importInto: async (into, _database, signal) => {
      for (const { kind, rows } of opened) await kind.import(into, rows, signal);
    },
  };
};

/** The file, or the files in it if it is an archive. */
const filesAt = async (path: string, isArchive: boolean): Promise<readonly FoundFile[]> => {
  if (!isArchive) return [{ path, open: () => InputFile.open(path) }];
  return (await filesInZip(path)).map(({ name, open }) => ({ path: `${path}/${name}`, open }));
};

const filesInFolder = async (folder: string, names: readonly string[]): Promise<readonly FoundFile[]> => {
  const found = names.map((name) => filesAt(join(folder, name), /\.zip$/i.test(name)));
  return (await Promise.all(found)).flat();
};

const openFolder = (
  folder: string,
  found: readonly FoundFile[],
  options: SourceOptions,
  kinds: readonly ImportableKind[],
): Promise<ImportSource> => {
  const identified = found.map((file) => identify(file, options, kinds));
  const files = identified.flatMap((file) => file ?? []);
  if (options.kind !== undefined && files.length !== 1)
    throw new InputError(folder, '--kind cannot be used with several files: their names say the kind');
  if (files.length === 0)
    throw new InputError(
      folder,
      'there is no file whose name says its kind and format, such as movies.ndjson or authors.csv.gz',
    );
  return openFiles(
    kinds.flatMap((kind) => files.filter((file) => file.kind === kind)),
    found.flatMap(({ path }, i) => (identified[i] === undefined ? relative(folder, path) : [])),
    options,
  );
};

/**
 * Opens a file, an archive or a folder of files, or a folder in one of these formats, and checks that each is readable.
 * @throws InputError if a file does not exist, is damaged, or has another format
 */
export const openSource = async (
  path: string,
  options: SourceOptions,
  catalogue: ImportableCatalogue,
  folderFormats: readonly FolderFormat[],
): Promise<ImportSource> => {
  const isFolder = (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
  const names = isFolder ? (await readdir(path)).sort() : [];
  const folderFormat = folderFormats.find(({ name, isMarkedBy }) =>
    options.format === undefined ? names.some(isMarkedBy) : options.format === name,
  );
  if (folderFormat !== undefined) {
    const { files } = folderFormat;
    if (!isFolder)
      throw new InputError(path, `${files} are imported together: give the path of their folder`);
    if (options.kind !== undefined)
      throw new InputError(path, `--kind cannot be used with ${files}: they are imported together`);
    return folderFormat.open(path, names, catalogue);
  }
  const { kinds } = catalogue;
  if (isFolder && options.kind !== undefined)
    throw new InputError(path, '--kind cannot be used with a folder: the file names say the kind');
  const isSpreadsheet = options.format === 'xlsx' || /\.xlsx$/i.test(path);
  const found = isFolder
    ? await filesInFolder(path, names)
    : await filesAt(path, !isSpreadsheet && (await isZip(path)));
  const [only] = found;
  if (isFolder || found.length !== 1 || only === undefined) return openFolder(path, found, options, kinds);
  const file = identify(only, options, kinds);
  if (file !== undefined) return openFiles([file], [], options);
  const plurals = kinds.map(({ plural }) => plural).join(', ');
  throw new InputError(
    only.path,
    `the file name does not say its kind and format: use --kind (${plurals}) and --format (${formatNames.join(', ')})`,
  );
};
