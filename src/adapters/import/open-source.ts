import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileFormats } from './files/file-format.js';
import { InputError } from './files/input-error.js';
import { InputFile } from './files/input-file.js';
import type { FolderFormat, ImportableCatalogue, ImportableKind, ImportSource } from './import-source.js';

/** Options of the command. Without them, the names of the files decide. */
export interface SourceOptions {
  readonly format?: string | undefined;
  readonly kind?: string | undefined;
}

type FormatName = keyof typeof fileFormats;
const formats = Object.keys(fileFormats) as FormatName[];

interface CatalogueFile {
  readonly path: string;
  readonly format: FormatName;
  readonly kind: ImportableKind;
}

/** @returns undefined if neither the options nor the name (`movies.csv`, `movies-2026.ndjson.gz`) say kind and format */
const identify = (
  path: string,
  options: SourceOptions,
  kinds: readonly ImportableKind[],
): CatalogueFile | undefined => {
  const plurals = kinds.map(({ plural }) => plural).join('|');
  const name = new RegExp(`^(?:(${plurals})\\b)?.*?(?:\\.(${formats.join('|')}))?(?:\\.gz)?$`);
  const [, plural, extension] = name.exec(basename(path)) ?? [];
  const format = formats.find((one) => one === (options.format ?? extension));
  const kind = kinds.find((one) => one.plural === (options.kind ?? plural));
  return format && kind && { path, format, kind };
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
): Promise<ImportSource> => {
  const open = async ({ path, format, kind }: CatalogueFile) => {
    const file = await InputFile.open(path);
    return { kind, file, rows: await withFirstRead(fileFormats[format].read(file, kind.columns)) };
  };
  const opened = await Promise.all(files.map(open));
  return {
    files: files.map(({ path }) => path),
    leftOut,
    needsSession: false,
    totalBytes: opened.reduce((sum, { file }) => sum + file.size, 0),
    consumed: () => opened.reduce((sum, { file }) => sum + file.consumed, 0),
    importInto: async (into, _database, signal) => {
      for (const { kind, rows } of opened) await kind.import(into, rows, signal);
    },
  };
};

const openFolder = (
  folder: string,
  names: readonly string[],
  options: SourceOptions,
  kinds: readonly ImportableKind[],
): Promise<ImportSource> => {
  if (options.kind !== undefined)
    throw new InputError(folder, '--kind cannot be used with a folder: the file names say the kind');
  const identified = names.map((name) => identify(join(folder, name), options, kinds));
  const files = identified.flatMap((file) => file ?? []);
  if (files.length === 0)
    throw new InputError(
      folder,
      'there is no file in this folder whose name says its kind and format, such as movies.ndjson or authors.csv.gz',
    );
  return openFiles(
    kinds.flatMap((kind) => files.filter((file) => file.kind === kind)),
    names.filter((_, i) => identified[i] === undefined),
  );
};

/**
 * Opens a file, a folder of files, or a folder in one of these formats, and checks that each file is readable.
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
  if (isFolder) return openFolder(path, names, options, kinds);
  const file = identify(path, options, kinds);
  if (file !== undefined) return openFiles([file], []);
  const plurals = kinds.map(({ plural }) => plural).join(', ');
  throw new InputError(
    path,
    `the file name does not say its kind and format: use --kind (${plurals}) and --format (${formats.join(', ')})`,
  );
};
