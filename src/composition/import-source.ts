import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileFormats } from '../adapters/import/files/file-format.js';
import { InputError } from '../adapters/import/files/input-error.js';
import { InputFile } from '../adapters/import/files/input-file.js';
import { catalogueKinds, type KindRow } from './catalogue-kinds.js';
import { isImdbFile } from './imdb-files.js';
import { imdbSource } from './imdb-source.js';
import type { ImportSource } from './import.js';

/** What somebody says of the files, where their names do not. */
export interface Told {
  readonly format?: string | undefined;
  readonly kind?: string | undefined;
}

type FormatName = keyof typeof fileFormats;
const formats = Object.keys(fileFormats) as FormatName[];
const plurals = catalogueKinds.map(({ plural }) => plural);
/** `movies.csv`, `movies-2026.ndjson.gz`. */
const fileName = new RegExp(`^(?:(${plurals.join('|')})\\b)?.*?(?:\\.(${formats.join('|')}))?(?:\\.gz)?$`);

interface Given {
  readonly path: string;
  readonly format: FormatName;
  readonly kind: KindRow;
}

/** What a file is by its name, as far as nobody says so; undefined where that does not tell. */
const guess = (path: string, { format, kind }: Told): Given | undefined => {
  const [, plural, extension] = fileName.exec(basename(path)) ?? [];
  const named = formats.find((one) => one === (format ?? extension));
  const row = catalogueKinds.find((one) => one.plural === (kind ?? plural));
  return named && row && { path, format: named, kind: row };
};

/** Has read as far as the first rows: what is no file of that format says so before anything is imported. */
const begun = async <T>(rows: AsyncIterable<T>): Promise<AsyncIterable<T>> => {
  const iterator = rows[Symbol.asyncIterator]();
  const first = await iterator.next();
  return (async function* () {
    for (let next = first; !next.done; next = await iterator.next()) yield next.value;
  })();
};

const filesSource = async (given: readonly Given[], leftOut: readonly string[]): Promise<ImportSource> => {
  // Titles may refer to authors.
  const inOrder = catalogueKinds.flatMap((kind) => given.filter((one) => one.kind === kind));
  const open = async ({ path, format, kind }: Given) => {
    const file = await InputFile.open(path);
    return { kind, file, rows: await begun(fileFormats[format].read(file, kind.columns)) };
  };
  const opened = await Promise.all(inOrder.map(open));
  return {
    files: inOrder.map(({ path }) => path),
    leftOut,
    needsSession: false,
    totalBytes: opened.reduce((sum, { file }) => sum + file.size, 0),
    consumed: () => opened.reduce((sum, { file }) => sum + file.consumed, 0),
    importInto: async (into, _database, signal) => {
      for (const { kind, rows } of opened) await kind.import(into, rows, signal);
    },
  };
};

/**
 * Finds out what is to be imported, and looks at all of it.
 * @throws InputError when something is not there, damaged, or not what it is said to be
 */
export const importSource = async (path: string, told: Told): Promise<ImportSource> => {
  const isFolder = (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
  const names = isFolder ? (await readdir(path)).sort() : [];
  if (told.format === 'imdb' || (told.format === undefined && names.some(isImdbFile))) {
    if (!isFolder) throw new InputError(path, 'IMDb’s files are imported together: name their folder');
    if (told.kind !== undefined)
      throw new InputError(path, 'IMDb’s files are imported together: --kind does not go with them');
    return imdbSource(path, names);
  }
  if (isFolder && told.kind !== undefined)
    throw new InputError(path, 'a folder may have files of every kind: their names say which');
  if (!isFolder) {
    const given = guess(path, told);
    if (given === undefined)
      throw new InputError(
        path,
        `its name does not say what it is: say --kind (${plurals.join(', ')}) and --format (${formats.join(', ')})`,
      );
    return filesSource([given], []);
  }
  const guesses = names.map((name) => guess(join(path, name), told));
  const given = guesses.flatMap((one) => one ?? []);
  if (given.length === 0)
    throw new InputError(
      path,
      `this folder has no files that are called like movies.ndjson or authors.csv.gz`,
    );
  return filesSource(
    given,
    names.filter((_, i) => guesses[i] === undefined),
  );
};
