import { imdbFiles as files, tsv } from '../../e2e/process/imdb-files.js';
import { contentsOf, useImports } from '../../e2e/process/importing.js';

/** What the command prints about a kind. */
export const counts = (created: number, unchanged: number, refused = 0) =>
  `${created} created, 0 changed, ${unchanged} unchanged, ${refused} rejected\n`;

/** `npm run import` on files of IMDb, and what is stored. */
export const useImdbImports = () => {
  const imports = useImports();
  const { file, path, knex } = imports;
  const write = (extension: string, names = Object.keys(files)) => {
    for (const name of names) file(`imdb/${name}${extension}`, tsv(files[name] ?? []));
    return path('imdb');
  };
  const movies = async () =>
    ((await contentsOf(knex())).movies as Record<string, unknown>[]).map(
      ({ imdb_id, title, release_year, runtime_minutes, genres, author_name }) =>
        [imdb_id, title, release_year, runtime_minutes, (genres as string[]).join(), author_name] as const,
    );
  const series = async () =>
    ((await contentsOf(knex())).series as Record<string, unknown>[]).map(
      ({ title, end_year, seasons, episodes, author_name }) => [
        title,
        end_year,
        seasons,
        episodes,
        author_name,
      ],
    );
  return { ...imports, write, movies, series };
};
