import { join } from 'node:path';
import { DomainError } from '../../../core/shared/errors.js';
import type { FolderFormat, ImportableCatalogue, ImportSource } from '../import-source.js';
import { imdbGenres } from './imdb-fields.js';
import { ImdbFiles, isImdbFile, tableOf } from './imdb-files.js';
import { ImdbJoin } from './imdb-join.js';
import { authorRows, collectCrew, collectEpisodes, collectTitles, titleRows } from './imdb-rows.js';

/** IMDb's files in a folder. @throws InputError */
const openImdbSource = async (
  folder: string,
  names: readonly string[],
  { kindNamed, validAuthor }: ImportableCatalogue,
): Promise<ImportSource> => {
  const files = await ImdbFiles.open(folder, names);
  const isValidAuthor = (fields: unknown): boolean => {
    try {
      validAuthor(fields);
      return true;
    } catch (error) {
      if (error instanceof DomainError) return false;
      throw error;
    }
  };
  return {
    files: names.filter((name) => tableOf(name) !== undefined).map((name) => join(folder, name)),
    leftOut: names.filter((name) => tableOf(name) === undefined),
    mappings: [],
    needsSession: true,
    totalBytes: files.totalBytes,
    consumed: () => files.consumed,
    importInto: async (into, database, signal) => {
      const joined = await ImdbJoin.create(database);
      await collectTitles(files, joined, signal, (type) => into.leftOut.addType(type));
      const [authors, movies, series] = [kindNamed('authors'), kindNamed('movies'), kindNamed('series')];
      // The kind of a title in these files is unknown: rejected rows are counted with the movies.
      await movies.import(into, collectCrew(files, joined, signal), signal);
      await movies.import(into, collectEpisodes(files, joined, signal), signal);
      await authors.import(into, authorRows(files, joined, isValidAuthor), signal);
      await movies.import(into, titleRows('movies', files, joined), signal, imdbGenres);
      await series.import(into, titleRows('series', files, joined), signal, imdbGenres);
    },
  };
};

export const imdb: FolderFormat = {
  name: 'imdb',
  files: 'IMDb files',
  isMarkedBy: isImdbFile,
  open: openImdbSource,
};
