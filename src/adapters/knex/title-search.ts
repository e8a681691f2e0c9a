import type { Knex } from 'knex';
import type { Position } from '../../core/shared/page.js';
import {
  lowestScores,
  type SearchFilter,
  type SearchPage,
  type SearchQuery,
} from '../../core/shared/search-result.js';
import type { Row } from './row-mapping.js';
import {
  beginningSql,
  filterSql,
  type Searched,
  similarSql,
  spellingsSql,
  textSql,
  wordsSql,
} from './search-sql.js';
import { type InTime, searchUntil } from './search-steps.js';
import {
  allWords,
  allWordsButOne,
  piecesOf,
  type Slot,
  type Spelling,
  slotsOf,
  type TextWord,
  textWords,
  withDivisions,
  withSpellings,
} from './search-words.js';

/** The id of an item and its score. */
export interface Ranked {
  readonly id: number;
  readonly score: number;
}

/** A text as the database folded and split it. */
interface Text {
  readonly folded: string;
  /** Its words with spaces between them, and with hyphens where there was only punctuation. */
  readonly parts: string;
  readonly tokens: readonly (readonly string[])[];
}

/** With this score, a title with all words but one, or with a divided word, is good enough: no spellings are searched. */
const likelyScore = 0.35;

const year = /^(18|19|20)\d\d$/;
const withoutWord = (words: readonly TextWord[], omitted: TextWord) => words.filter((one) => one !== omitted);

const isAfter = ({ score, id }: Ranked, after: Position | undefined) => {
  const [lastScore = 2, lastId = 0] = (after ?? []) as readonly number[];
  return score < lastScore || (score === lastScore && id > lastId);
};

/** The bindings that titles are compared with. */
const comparedWith = (parts: string) => ({
  words: parts.replaceAll('-', ' '),
  joined: parts.replaceAll('-', ''),
  letters: parts.replaceAll(/[- ]/g, ''),
});

/** One search for titles: collects the ids of what its steps find, each with its best score. */
class TitleSearch {
  readonly #found = new Map<number, number>();
  readonly #filter: ReturnType<typeof filterSql>;

  constructor(
    private readonly trx: Knex,
    private readonly searched: Searched & { readonly yearField: string | undefined },
    private readonly query: SearchQuery,
  ) {
    this.#filter = filterSql(query.filters ?? []);
  }

  /** Finds titles that begin with the text or have its words; if these are too few, titles with similar words, too. */
  async run(inTime: InTime): Promise<void> {
    const [text] = await this.#lookUp<Text>(textSql, { text: this.query.text });
    if (!text?.folded) return;
    const bindings = { folded: text.folded, ...comparedWith(text.parts) };
    const beginning = () => this.#add(beginningSql(this.searched, this.#filter.sql), bindings);
    await (this.#filter.sql === '' ? beginning() : inTime(beginning));
    const words = textWords(text.parts, text.tokens);
    const slots = slotsOf(words);
    if (slots.length === 0) return;
    await inTime(() => this.#addMatching(wordsSql, allWords(slots), bindings));
    await this.#addOfYear(text, words, inTime);
    // A title that equals several words is the one that was meant.
    if (slots.length > 1 && this.#hasScore(lowestScores.exact)) return;
    if (!this.#isEnough()) await this.#addSimilar(slots, bindings, inTime);
  }

  /** The results after the last one of the previous page, and one more than requested, if there are as many. */
  results(): Ranked[] {
    return [...this.#found]
      .map(([id, score]) => ({ id, score }))
      .filter((one) => isAfter(one, this.query.after))
      .sort((one, other) => other.score - one.score || one.id - other.id)
      .slice(0, this.query.limit + 1);
  }

  /** Adds titles of a year in the text that have all other words: `heat 1995`. */
  async #addOfYear({ folded, parts }: Text, words: readonly TextWord[], inTime: InTime) {
    const { yearField: field } = this.searched;
    const last = words.findLast(({ word }) => year.test(word));
    if (field === undefined || last === undefined || words.length === 1) return;
    const rest = comparedWith(parts.replace(new RegExp(`(^|[- ])${last.word}(?![^- ])`), '').trim());
    const filters = [
      ...(this.query.filters ?? []),
      { field, from: Number(last.word), to: Number(last.word) },
    ];
    const query = allWords(slotsOf(withoutWord(words, last), true));
    await inTime(() => this.#addMatching(wordsSql, query, { folded, ...rest }, filters));
  }

  /**
   * Adds titles with all words but one. If none of them is likely, adds those that have several words for one of the text;
   * if none of these is likely either, those with similar spellings.
   */
  async #addSimilar(slots: readonly Slot[], bindings: Row, inTime: InTime) {
    const isLikely = async (query: string | undefined) => {
      if (query === undefined) return false;
      return (await inTime(() => this.#addMatching(similarSql, query, bindings))) >= likelyScore;
    };
    if (await isLikely(allWordsButOne(slots))) return;
    const spelled = [...new Set(slots.flatMap(({ spelledAs }) => spelledAs))];
    const pieces = piecesOf(slots);
    const found = await inTime(() => this.#lookUp<Spelling>(spellingsSql, { spelled, pieces }));
    const divided = withDivisions(slots, found);
    if (await isLikely(divided && allWords(divided))) return;
    const similar = withSpellings(slots, found);
    if (similar.length > 0) await inTime(() => this.#addMatching(similarSql, allWords(similar), bindings));
  }

  /** Returns the rows of a statement that depends on the text only, so they are the same for each kind. */
  async #lookUp<T>(sql: string, bindings: Row): Promise<readonly T[]> {
    const known = this.query.lookups?.get(sql);
    if (known !== undefined) return known as readonly T[];
    const { rows }: { rows: T[] } = await this.trx.raw(sql, bindings as Knex.ValueDict);
    this.query.lookups?.set(sql, rows);
    return rows;
  }

  #isEnough() {
    return this.results().length > this.query.limit;
  }

  #hasScore(lowest: number) {
    return [...this.#found.values()].some((score) => score >= lowest);
  }

  #addMatching(sql: typeof wordsSql, query: string, bindings: Row, filters?: readonly SearchFilter[]) {
    const filter = filters === undefined ? this.#filter : filterSql(filters);
    return this.#add(sql(this.searched, filter.sql), { ...bindings, query }, filter.bindings);
  }

  /** Returns the best score of what the statement finds. */
  async #add(sql: string, bindings: Row, filterBindings = this.#filter.bindings): Promise<number> {
    const { rows }: { rows: Ranked[] } = await this.trx.raw(sql, {
      ...bindings,
      ...filterBindings,
    } as Knex.ValueDict);
    for (const { id, score } of rows) this.#found.set(id, Math.max(score, this.#found.get(id) ?? 0));
    return rows[0]?.score ?? 0;
  }
}

/**
 * Returns a page of the titles that match a text, best first: ids and scores. Titles with equal scores are sorted by id.
 * @param deadline time of `performance.now()` after which the remaining steps are skipped
 */
export const searchTitles = async (
  knex: Knex,
  searched: Searched & { readonly yearField: string | undefined },
  query: SearchQuery,
  deadline: number,
): Promise<SearchPage<Ranked>> => {
  let search: TitleSearch | undefined;
  const isComplete = await searchUntil(knex, deadline, async (trx, inTime) => {
    search = new TitleSearch(trx, searched, query);
    await search.run(inTime);
  });
  const results = search?.results() ?? [];
  const items = results.slice(0, query.limit);
  const last = items.at(-1);
  const hasMore = results.length > items.length && last !== undefined;
  return { items, isComplete, next: hasMore ? [last.score, last.id] : null };
};
