import { withAllIds } from '../../../src/core/catalogue/external-ids.js';
import type { AnyKeys } from '../../../src/core/catalogue/keys.js';
import type { CallResult, TestService } from '../../support/service.js';

/** A kind, and bodies to test it with. */
export interface KindUnderTest {
  readonly plural: 'authors' | 'movies' | 'series';
  readonly isTitle: boolean;
  /** References that are required, with the kinds that they refer to. Their ids need not be in the examples. */
  readonly references?: Readonly<Record<string, KindUnderTest['plural']>>;
  /** Every field with a value that is not its default. */
  readonly full: Readonly<Record<string, unknown>>;
  /** Only the required fields. */
  readonly minimal: Readonly<Record<string, unknown>>;
  /** The values of the other fields. */
  readonly defaults: Readonly<Record<string, unknown>>;
  /** Drafts that contradict themselves, and the pointers of the errors. */
  readonly contradictions: readonly { readonly draft: object; readonly pointers: readonly string[] }[];
  /** A draft that is invalid in every field. */
  readonly wrong: Readonly<Record<string, unknown>>;
}

const nulls = (names: string) => Object.fromEntries(names.split(' ').map((name) => [name, null]));
const titleDefaults = {
  ...nulls('sortTitle releaseYear description authorId imdbId sourceId'),
  genres: [],
  externalIds: {},
};
const titleWrong = {
  title: ' spaces around ',
  sortTitle: '',
  releaseYear: 1869,
  genres: ['drama', 'drama', 'no-genre'],
  description: 7,
  authorId: 0,
  imdbId: 'nm0000001',
  sourceId: 'two\nlines',
  externalIds: 7,
};

export const kinds: readonly KindUnderTest[] = [
  {
    plural: 'authors',
    isTitle: false,
    full: {
      name: 'Agnès Varda',
      birthYear: 1928,
      deathYear: 2019,
      biography: 'a\nb',
      imdbId: 'nm0889513',
      sourceId: 'Q229990',
      externalIds: { tmdb: '6817' },
    },
    minimal: { name: 'X' },
    defaults: { ...nulls('birthYear deathYear biography imdbId sourceId'), externalIds: {} },
    contradictions: [{ draft: { name: 'X', birthYear: 1928, deathYear: 1927 }, pointers: ['/deathYear'] }],
    wrong: {
      name: '',
      birthYear: 1.5,
      deathYear: '2019',
      biography: 'x'.repeat(5001),
      imdbId: 'tt0000001',
      sourceId: '',
      externalIds: [],
    },
  },
  {
    plural: 'movies',
    isTitle: true,
    full: {
      title: 'Cléo from 5 to 7',
      sortTitle: 'Cleo 05',
      releaseYear: 1962,
      runtimeMinutes: 90,
      genres: ['war', 'drama', 'comedy'],
      description: 'Two hours.',
      imdbId: 'tt0055852',
      sourceId: 'Q1110233',
      externalIds: { tmdb: '499' },
    },
    minimal: { title: 'X' },
    defaults: { ...titleDefaults, runtimeMinutes: null },
    contradictions: [],
    wrong: { ...titleWrong, runtimeMinutes: 100_001 },
  },
  {
    plural: 'series',
    isTitle: true,
    full: {
      title: 'Borgen',
      sortTitle: 'Borgen 1',
      releaseYear: 2010,
      endYear: 2022,
      episodes: 38,
      seasons: 4,
      genres: ['drama'],
      description: 'Coalitions.',
      imdbId: 'tt1526318',
      sourceId: 'wd:Q893558',
      externalIds: { tmdb: '34803', 'tvmaze-v2': 'a:b c' },
    },
    minimal: { title: 'X' },
    defaults: { ...titleDefaults, endYear: null, seasons: null, episodes: null },
    contradictions: [
      {
        draft: { title: 'X', releaseYear: 2000, endYear: 1999, seasons: 2, episodes: 1 },
        pointers: ['/endYear', '/episodes'],
      },
    ],
    wrong: { ...titleWrong, endYear: 2101, seasons: -1, episodes: 0.5 },
  },
];

/** A draft as a response has it: with all ids in `externalIds`. */
export const shown = (draft: object) => withAllIds({ externalIds: {}, ...draft } as unknown as AnyKeys);

/** An example without the ids that are unique, so that there can be several of it. */
export const withoutIds = (example: object) => ({
  ...example,
  ...('imdbId' in example && { imdbId: null }),
  sourceId: null,
  externalIds: {},
});

/** Creates an item for each required reference of a kind, and puts its id into the examples. */
export const fillReferences = async (service: TestService, kind: KindUnderTest): Promise<void> => {
  for (const [field, plural] of Object.entries(kind.references ?? {})) {
    const target = kinds.find((one) => one.plural === plural) as KindUnderTest;
    await fillReferences(service, target);
    const { id } = await service.create(plural, target.minimal);
    for (const example of [kind.minimal, kind.full, ...kind.contradictions.map(({ draft }) => draft)])
      Object.assign(example, { [field]: id });
  }
};

/** The same for all kinds, before the tests. */
export const useReferencedItems = (service: () => TestService): void => {
  before(async () => {
    for (const kind of kinds) await fillReferences(service(), kind);
  });
};

/** A service with a moderator's token, and shorthands for the tests. */
export const asModerator = (service: () => TestService) => {
  let token: string;
  before(async () => {
    token = await service().tokenAs('moderator');
  });
  return {
    token: () => token,
    send: (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
      service().call(method, `/api/v1${path}`, { token, headers, ...(body !== undefined && { body }) }),
    read: (path: string, headers: Record<string, string> = {}, method = 'GET') =>
      service().call(method, `/api/v1${path}`, { headers }),
  };
};

/** Returns the distinct pointers of a problem's errors, sorted. */
export const pointersOf = (body: { errors?: { pointer: string }[] }) =>
  [...new Set((body.errors ?? []).map(({ pointer }) => pointer))].sort();

/** Returns the distinct parameters of a problem's errors, sorted. */
export const parametersOf = (body: { errors?: { parameter: string }[] }) =>
  [...new Set((body.errors ?? []).map(({ parameter }) => parameter))].sort();

/** Follows the links of a list to its end. Returns its pages. */
export const pagesOf = async (service: TestService, path: string): Promise<CallResult[]> => {
  const pages: CallResult[] = [];
  let next: string | undefined = path;
  while (next !== undefined) {
    const page: CallResult = await service.call('GET', next);
    pages.push(page);
    next = /^<(.+)>; rel="next"$/.exec(page.headers.get('link') ?? '')?.[1];
    if ((next === undefined) !== (page.body.page.nextCursor === null))
      throw new Error('Link contradicts nextCursor');
  }
  return pages;
};

export const itemsOf = (pages: readonly CallResult[]) => pages.flatMap(({ body }) => body.items);
