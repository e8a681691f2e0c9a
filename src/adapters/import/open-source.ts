import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { type FileReader, fileReaders, formatNames, rejectedEndings } from './files/file-format.js';
import { InputError } from './files/input-error.js';
import { InputFile } from './files/input-file.js';
import type { ReadOptions } from './files/read-options.js';
import { filesInZip, isZip } from './files/zip-archive.js';
import type { FolderFormat, ImportableCatalogue, ImportableKind, ImportSource } from './import-source.js';
import type { SourceTable } from './mapping/known-source.js';
import { FileMapper, type FoundFile } from './mapping/map-files.js';
import type { MappedFile } from './mapping/mapped-file.js';
import type { MappingOptions } from './mapping/mapping-options.js';

/** Options of the command. Without them, the names and contents of the files decide. */
export interface SourceOptions extends ReadOptions, MappingOptions {
  readonly format?: string | undefined;
}

/** Formats besides those of this service. */
export interface KnownFormats {
  readonly folders: readonly FolderFormat[];
  readonly sources: SourceTable;
}

const extensions = Object.keys(fileReaders);

/** What the options or the name (`movies.csv`, `Movies-2026.NDJSON.GZ`) say about a file. */
interface NamedFile {
  readonly found: FoundFile;
  readonly reader: FileReader | undefined;
  readonly kind: ImportableKind | undefined;
}

const identify = (found: FoundFile, options: SourceOptions, kinds: readonly ImportableKind[]): NamedFile => {
  const plurals = kinds.map(({ plural }) => plural).join('|');
  const name = new RegExp(`^(?:(${plurals})\\b)?.*?(?:\\.(${extensions.join('|')}))?(?:\\.gz)?$`);
  const [, plural, extension = ''] = name.exec(basename(found.path).toLowerCase()) ?? [];
  const reader = fileReaders[options.format ?? extension];
  return { found, reader, kind: kinds.find((one) => one.plural === (options.kind ?? plural)) };
};

/** @param files in the order in which they are imported */
const importOf = (
  files: readonly MappedFile[],
  leftOut: readonly string[],
  kinds: readonly ImportableKind[],
): ImportSource => ({
  files: files.flatMap(({ files: paths }) => paths),
  leftOut,
  mappings: files,
  rejectedEndings: files[0] === undefined || files.length > 1 ? undefined : rejectedEndings(files[0].reader),
  needsSession: false,
  totalBytes: files.reduce((sum, { totalBytes }) => sum + totalBytes, 0),
  consumed: () => files.reduce((sum, { consumed }) => sum + consumed, 0),
  importInto: async (into, _database, signal) => {
    for (const kind of kinds)
      for (const file of files)
        if (file.mapping.kinds.includes(kind)) await file.importInto(into, kind, signal);
  },
});

/** The file, or the files in it if it is an archive. */
const filesAt = async (path: string, isArchive: boolean): Promise<readonly FoundFile[]> => {
  if (!isArchive) return [{ path, open: () => InputFile.open(path) }];
  return (await filesInZip(path)).map(({ name, open }) => ({ path: `${path}/${name}`, open }));
};

const filesInFolder = async (folder: string, names: readonly string[]): Promise<readonly FoundFile[]> => {
  const found = names.map((name) => filesAt(join(folder, name), /\.zip$/i.test(name)));
  return (await Promise.all(found)).flat();
};

/** A file whose name does not say its kind; undefined if its columns do not, either. */
const openIfRecognized = async (
  mapper: FileMapper,
  { found, reader }: NamedFile,
): Promise<MappedFile | undefined> => {
  try {
    return reader && (await mapper.open(found, reader, undefined));
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
};

const openFolder = async (
  folder: string,
  found: readonly FoundFile[],
  options: SourceOptions,
  kinds: readonly ImportableKind[],
  { sources }: KnownFormats,
): Promise<ImportSource> => {
  const mapper = new FileMapper(kinds, sources, options, found);
  const named = found.map((file) => identify(file, options, kinds));
  if (options.kind !== undefined && named.filter(({ reader }) => reader).length !== 1)
    throw new InputError(folder, '--kind cannot be used with several files: their names say the kind');
  const opened: MappedFile[] = [];
  for (const file of named) {
    const mapped =
      file.reader !== undefined && file.kind !== undefined
        ? await mapper.open(file.found, file.reader, file.kind)
        : await openIfRecognized(mapper, file);
    if (mapped !== undefined) opened.push(mapped);
  }
  if (opened.length === 0)
    throw new InputError(
      folder,
      'there is no file whose name says its kind and format, such as movies.ndjson or authors.csv.gz, and none of a known source',
    );
  mapper.checkOptions(folder);
  const orderOf = ({ mapping }: MappedFile) =>
    kinds.indexOf(mapping.kinds[0] as ImportableKind) +
    (mapping.source === undefined ? 0 : 1 + sources.sources.indexOf(mapping.source)) * kinds.length;
  const read = opened.flatMap(({ files }) => files);
  return importOf(
    // Array.sort is stable.
    opened.sort((a, b) => orderOf(a) - orderOf(b)),
    found.flatMap(({ path }) => (read.includes(path) ? [] : relative(folder, path))),
    kinds,
  );
};

/** A file on disk with those beside it, which may belong to it. */
const openFile = async (
  file: NamedFile & { readonly reader: FileReader },
  isArchive: boolean,
  options: SourceOptions,
  kinds: readonly ImportableKind[],
  { sources }: KnownFormats,
): Promise<ImportSource> => {
  const { path } = file.found;
  const beside = isArchive ? [] : await readdir(dirname(path)).catch(() => []);
  const found = beside.map((name) => {
    const other = join(dirname(path), name);
    return { path: other, open: () => InputFile.open(other) };
  });
  const mapper = new FileMapper(kinds, sources, options, found);
  const opened = await mapper.open(file.found, file.reader, file.kind);
  mapper.checkOptions(path);
  return importOf([opened], [], kinds);
};

/** The format that a path or an option says. */
const folderFormatOf = (
  path: string,
  names: readonly string[],
  { format }: SourceOptions,
  formats: readonly FolderFormat[],
) =>
  formats.find(({ name, isMarkedBy }) =>
    format === undefined ? [...names, basename(path)].some(isMarkedBy) : format === name,
  );

/**
 * Opens a file, an archive or a folder of files, or a folder in one of these formats, and checks that each is readable.
 * @throws InputError if a file does not exist, is damaged, or has another format or unknown columns
 */
export const openSource = async (
  path: string,
  options: SourceOptions,
  catalogue: ImportableCatalogue,
  known: KnownFormats,
): Promise<ImportSource> => {
  const isFolder = (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
  const names = isFolder ? (await readdir(path)).sort() : [];
  const folderFormat = folderFormatOf(path, names, options, known.folders);
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
  const isArchive = !isFolder && !isSpreadsheet && (await isZip(path));
  const found = isFolder ? await filesInFolder(path, names) : await filesAt(path, isArchive);
  const [only] = found;
  if (isFolder || found.length !== 1 || only === undefined)
    return openFolder(path, found, options, kinds, known);
  const { reader, ...file } = identify(only, options, kinds);
  if (reader !== undefined) return openFile({ ...file, reader }, isArchive, options, kinds, known);
  const plurals = kinds.map(({ plural }) => plural).join(', ');
  throw new InputError(
    only.path,
    `the file name does not say its kind and format: use --kind (${plurals}) and --format (${formatNames.join(', ')})`,
  );
};
