import { type Genre, genres } from '../catalogue/genre.js';

/**
 * The labels of a source in columns of genres, each with the genres that it stands for. A label with an empty list is not a
 * genre: it is left out, and reported once. Labels without an entry are read as in any file.
 */
export type GenreLabels = Readonly<Record<string, readonly Genre[]>>;

/** Other words for one genre, in any case, with any or no spaces and hyphens. */
const synonyms: Partial<Readonly<Record<Genre, readonly string[]>>> = {
  animation: ['animated', 'anime', 'cartoon'],
  biography: ['bio', 'biographical', 'biographies', 'biopic'],
  comedy: [
    'black comedy',
    'comedies',
    'dark comedy',
    'humor',
    'humour',
    'sitcom',
    'stand-up',
    'stand-up comedy',
  ],
  crime: ['true crime'],
  documentary: ['doc', 'documentaries', 'docuseries'],
  drama: ['melodrama', 'soap', 'soap opera'],
  family: ['children', "children's", 'families', 'kids'],
  fantasy: ['fantasies'],
  'film-noir': ['neo-noir', 'noir'],
  history: ['historical', 'histories'],
  music: ['concert', 'concert film'],
  mystery: ['mysteries', 'whodunit'],
  reality: ['reality show', 'reality television', 'reality-tv'],
  romance: ['romantic'],
  'sci-fi': ['science fiction', 'sf'],
  short: ['short film'],
  thriller: ['suspense'],
};
/** Labels that stand for two genres. */
const pairs: GenreLabels = {
  docudrama: ['documentary', 'drama'],
  'romantic comedy': ['romance', 'comedy'],
  'rom-com': ['romance', 'comedy'],
};

/** `Sci-Fi`, `sci fi` and `SciFi` are one label. */
const keyOf = (label: string): string => label.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '');

const known: ReadonlyMap<string, readonly Genre[]> = new Map([
  ...genres.flatMap((genre) =>
    [genre, ...(synonyms[genre] ?? [])].map((label) => [keyOf(label), [genre]] as const),
  ),
  ...Object.entries(pairs).map(([label, both]) => [keyOf(label), both] as const),
]);
/** `Action & Adventure`, `Comedy/Drama` */
const conjunction = /\s*[/&+,;|]\s*|\s+and\s+/i;

/** Maximum number of cached labels. Files repeat a few labels in all rows; one with thousands hardly repeats any. */
const maxRemembered = 10_000;

/** The genres of labels in files. */
export class GenreReader {
  readonly #ofSource: ReadonlyMap<string, readonly Genre[]>;
  readonly #remembered = new Map<string, readonly Genre[]>();

  constructor(labels: GenreLabels = {}) {
    this.#ofSource = new Map(Object.entries(labels).map(([label, of]) => [keyOf(label), of]));
  }

  /** The genres of a label. Empty: it is not a genre in this source. Undefined: it is unknown. */
  genresOf(label: string): readonly Genre[] | undefined {
    const remembered = this.#remembered.get(label);
    if (remembered !== undefined) return remembered;
    const found = this.#find(label) ?? this.#findEach(label.split(conjunction));
    if (found !== undefined && this.#remembered.size < maxRemembered) this.#remembered.set(label, found);
    return found;
  }

  #find(label: string): readonly Genre[] | undefined {
    const key = keyOf(label);
    const singular = key.endsWith('s') ? key.slice(0, -1) : key;
    return this.#ofSource.get(key) ?? known.get(key) ?? known.get(singular);
  }

  #findEach(labels: readonly string[]): readonly Genre[] | undefined {
    const found = labels.map((label) => this.#find(label));
    return labels.length > 1 && found.every((one) => one !== undefined) ? found.flat() : undefined;
  }
}
