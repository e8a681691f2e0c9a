import { basename, relative } from 'node:path';
import { type FileReader, fileReaders, formatNames, rejectedExtensions } from './files/file-format.js';
import { InputError } from './files/input-error.js';
import type { ImportableCatalogue, ImportableKind, ImportSource } from './import-source.js';
import { FileMapper, type FoundFile } from './mapping/map-files.js';
import type { MappedFile } from './mapping/mapped-file.js';
import type { KnownFormats, SourceOptions } from './source-options.js';

const extensions = Object.keys(fileReaders);

/** A file with what the options or its name (`movies.csv`, `Movies-2026.NDJSON.GZ`) determine. */
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
  rejectedExtensions:
    files[0] === undefined || files.length > 1 ? undefined : rejectedExtensions(files[0].reader),
  needsSession: false,
  totalBytes: files.reduce((sum, { totalBytes }) => sum + totalBytes, 0),
  consumed: () => files.reduce((sum, { consumed }) => sum + consumed, 0),
  importInto: async (into, _database, signal) => {
    for (const kind of kinds)
      for (const file of files)
        if (file.mapping.kinds.includes(kind)) await file.importInto(into, kind, signal);
  },
});

/** Opens a file whose name does not determine its kind. Undefined: its columns do not determine it either. */
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

export const openFolder = async (
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
      'there is no file of a known source, and none named by its kind and format, such as movies.ndjson or authors.csv.gz',
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

/** A file with those beside it, which may belong to it. */
const openFile = async (
  file: NamedFile & { readonly reader: FileReader },
  beside: readonly FoundFile[],
  options: SourceOptions,
  kinds: readonly ImportableKind[],
  { sources }: KnownFormats,
): Promise<ImportSource> => {
  const { path } = file.found;
  const mapper = new FileMapper(kinds, sources, options, beside);
  const opened = await mapper.open(file.found, file.reader, file.kind);
  mapper.checkOptions(path);
  return importOf([opened], [], kinds);
};

/** The only file with those beside it, or the files of an archive. */
export const openFound = (
  name: string,
  found: readonly FoundFile[],
  beside: readonly FoundFile[],
  options: SourceOptions,
  { kinds }: ImportableCatalogue,
  known: KnownFormats,
): Promise<ImportSource> => {
  const [only] = found;
  if (found.length !== 1 || only === undefined) return openFolder(name, found, options, kinds, known);
  const { reader, ...file } = identify(only, options, kinds);
  if (reader !== undefined) return openFile({ ...file, reader }, beside, options, kinds, known);
  const plurals = kinds.map(({ plural }) => plural).join(', ');
  throw new InputError(
    only.path,
    `its kind and format are unknown: add --kind (${plurals}) and --format (${formatNames.join(', ')})`,
  );
};
