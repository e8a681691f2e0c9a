import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { InputError } from './files/input-error.js';
import { InputFile } from './files/input-file.js';
import { filesInZip, isZip } from './files/zip-archive.js';
import type { FolderFormat, ImportableCatalogue, ImportSource } from './import-source.js';
import type { FoundFile } from './mapping/map-files.js';
import { openFolder, openFound } from './open-found.js';
import type { KnownFormats, SourceOptions } from './source-options.js';

export type { KnownFormats, SourceOptions };

/**
 * The file, or the files in it if it is an archive.
 * @param name as shown to the user
 * @param closing receives a function that closes the archive
 */
const filesAt = async (
  path: string,
  isArchive: boolean,
  name = path,
  closing: (() => void)[] = [],
): Promise<readonly FoundFile[]> => {
  if (!isArchive) return [{ path: name, open: () => InputFile.open(path, name) }];
  const { files, close } = await filesInZip(path, name);
  closing.push(close);
  return files.map((file) => ({ path: `${name}/${file.name}`, open: file.open }));
};

const filesBeside = async (path: string): Promise<readonly FoundFile[]> => {
  const names = await readdir(dirname(path)).catch(() => []);
  return names.map((name) => {
    const other = join(dirname(path), name);
    return { path: other, open: () => InputFile.open(other) };
  });
};

const filesInFolder = async (folder: string, names: readonly string[]): Promise<readonly FoundFile[]> => {
  const found = names.map((name) => filesAt(join(folder, name), /\.zip$/i.test(name)));
  return (await Promise.all(found)).flat();
};

/** The folder format that a path or an option selects. */
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
  if (isFolder && options.kind !== undefined)
    throw new InputError(path, '--kind cannot be used with a folder: the file names say the kind');
  if (isFolder) return openFolder(path, await filesInFolder(path, names), options, catalogue.kinds, known);
  const isArchive = await isArchiveAt(path, path, options);
  const beside = isArchive ? [] : await filesBeside(path);
  return openFound(path, await filesAt(path, isArchive), beside, options, catalogue, known);
};

/**
 * The same for an uploaded file. Its name may determine the kind and the format, and is not a path. It has no files beside it.
 * @throws InputError
 */
export const openUpload = async (
  { path, name }: { readonly path: string; readonly name: string },
  options: SourceOptions,
  catalogue: ImportableCatalogue,
  known: KnownFormats,
): Promise<ImportSource & { close(): void }> => {
  const folderFormat = folderFormatOf(name, [], options, known.folders);
  if (folderFormat !== undefined)
    throw new InputError(name, `${folderFormat.files} are imported together, by the command npm run import`);
  const closing: (() => void)[] = [];
  const close = () => {
    for (const one of closing) one();
  };
  try {
    const found = await filesAt(path, await isArchiveAt(path, name, options), name, closing);
    return { ...(await openFound(name, found, [], options, catalogue, known)), close };
  } catch (error) {
    close();
    throw error;
  }
};

/** Whether it is an archive of files to import. A spreadsheet is a ZIP archive, too. */
const isArchiveAt = async (path: string, name: string, { format }: SourceOptions): Promise<boolean> =>
  format !== 'xlsx' && !/\.xlsx$/i.test(name) && (await isZip(path));
