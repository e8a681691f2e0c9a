import { fromTheStart, type Position } from '../shared/page.js';
import type { Author } from './author.js';
import type { CatalogueRepository } from './catalogue-ports.js';
import type { Movie } from './movie.js';
import type { Series } from './series.js';
import type { Title } from './title.js';

/** A title to load. Its author goes by name, since ids are known only once stored: `authorId` follows. */
export interface SampleTitle<Draft extends Title> {
  readonly draft: Draft;
  /** Null when not known. */
  readonly author: string | null;
}

/** What to load. The authors are those that its titles name. */
export interface Sample {
  readonly movies: readonly SampleTitle<Movie>[];
  readonly series: readonly SampleTitle<Series>[];
}

/** What loading needs of a repository: it changes and removes nothing. */
export interface SampleRepository<Draft extends object> extends Pick<CatalogueRepository<Draft>, 'list'> {
  /** Answers their ids, in the order of the drafts. */
  addAll(drafts: readonly Draft[]): Promise<readonly number[]>;
}

/** Where a sample goes. */
export interface SampleRepositories {
  readonly authors: SampleRepository<Author>;
  readonly movies: SampleRepository<Movie>;
  readonly series: SampleRepository<Series>;
}

/** How many items were created. */
export interface SampleCounts {
  readonly authors: number;
  readonly movies: number;
  readonly series: number;
}

const pageSize = 100;

async function* everyItem<Draft extends object>(repository: SampleRepository<Draft>) {
  let after: Position | undefined;
  do {
    const page = await repository.list({ ...fromTheStart(pageSize), after });
    yield* page.items;
    after = page.next ?? undefined;
  } while (after !== undefined);
}

/** Adds the missing authors to those that `ids` (name → id) knows, and tells how many they were. */
const addAuthors = async (
  names: ReadonlySet<string>,
  ids: Map<string, number>,
  repository: SampleRepository<Author>,
): Promise<number> => {
  const missing = [...names].filter((name) => !ids.has(name));
  const unknown = { birthYear: null, deathYear: null, biography: null, imdbId: null, sourceId: null };
  const added = await repository.addAll(missing.map((name) => ({ name, ...unknown })));
  for (const [i, id] of added.entries()) ids.set(missing[i] as string, id);
  return missing.length;
};

const naturalKey = ({ title, releaseYear }: Title, author: string | null) =>
  JSON.stringify([title, releaseYear, author]);

const addTitles = async <Draft extends Title>(
  titles: readonly SampleTitle<Draft>[],
  ids: ReadonlyMap<string, number>,
  nameOf: (authorId: number) => string | undefined,
  repository: SampleRepository<Draft>,
): Promise<number> => {
  const present = new Set<string>();
  for await (const item of everyItem(repository)) {
    present.add(naturalKey(item, item.authorId === null ? null : (nameOf(item.authorId) ?? null)));
  }
  const missing = titles.filter(({ draft, author }) => {
    const key = naturalKey(draft, author);
    const isNew = !present.has(key);
    present.add(key);
    return isNew;
  });
  await repository.addAll(
    missing.map(({ draft, author }) => ({
      ...draft,
      authorId: author === null ? null : (ids.get(author) ?? null),
    })),
  );
  return missing.length;
};

/**
 * Adds what isn't there of a sample, and changes nothing that is. An author is there when one has exactly
 * this name; a title, when one has this title, release year and name of the author. So it may be run again
 * at any time, and a run that was cut short is completed by the next. Not meant to run twice at once.
 *
 * @throws DomainError `unavailable` when the database cannot be reached
 */
export const loadSample = async (
  { movies, series }: Sample,
  repositories: SampleRepositories,
): Promise<SampleCounts> => {
  const ids = new Map<string, number>();
  const names = new Map<number, string>();
  for await (const { id, name } of everyItem(repositories.authors)) {
    // Names need not be unique: the eldest gets the titles, those of its namesakes still count as there.
    if (!ids.has(name)) ids.set(name, id);
    names.set(id, name);
  }
  const wanted = new Set([...movies, ...series].flatMap(({ author }) => author ?? []));
  const authors = await addAuthors(wanted, ids, repositories.authors);
  for (const [name, id] of ids) names.set(id, name);

  const nameOf = (authorId: number) => names.get(authorId);
  return {
    authors,
    movies: await addTitles(movies, ids, nameOf, repositories.movies),
    series: await addTitles(series, ids, nameOf, repositories.series),
  };
};
