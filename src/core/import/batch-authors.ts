import type { Author } from '../catalogue/author.js';
import type { Item } from '../catalogue/kind.js';
import { DomainError, type Violation } from '../shared/errors.js';
import { formsOf } from '../shared/text.js';
import type { BulkAuthors, ReadRow } from './import-ports.js';
import { ByForms, ByKeys, keysOf, text } from './key-index.js';

/** An author whom a title names, and whom there is not yet. */
export interface NewAuthor {
  readonly draft: Author;
}

/** What a row may tell of its author in place of an id, which only holds here. */
export const fieldsOfAuthor = ['author', 'authorImdbId', 'authorSourceId'] as const;

/** What is wrong with a field of a row. */
export const refusal = (field: string, message: string, code: string): Violation => ({
  pointer: `/${field}`,
  message,
  code,
});

/** The authors that the rows of a batch speak of: by key, or else by name, when the eldest of that name is meant. */
export class AuthorsOfBatch {
  readonly #byName = new ByForms<Item<Author> | NewAuthor>();
  readonly #byKeys: ByKeys<Item<Author> | NewAuthor>;

  private constructor(
    private readonly authors: BulkAuthors,
    private readonly valid: (draft: unknown) => Author,
    installation: string,
  ) {
    this.#byKeys = new ByKeys(installation);
  }

  static async find(
    rows: readonly ReadRow[],
    authors: BulkAuthors,
    valid: (draft: unknown) => Author,
    installation: string,
  ): Promise<AuthorsOfBatch> {
    const batch = new AuthorsOfBatch(authors, valid, installation);
    const told = rows.map(({ fields }) => keysTold(fields));
    const { ids, ...keys } = keysOf(told, installation);
    const given = rows.flatMap(({ fields: { authorId } }) => (isId(authorId) ? authorId : []));
    for (const author of await authors.known({ ...keys, ids: [...ids, ...given] }))
      batch.#byKeys.put(author, author);
    const names = rows.flatMap(({ fields }) => (hasKey(keysTold(fields)) ? [] : (text(fields.author) ?? [])));
    for (const author of await authors.named([...new Set(names.flatMap(formsOf))]))
      batch.#byName.set(author.name, author);
    return batch;
  }

  /**
   * Puts the id in place of what a row tells of its author. Answers the author where one is to be made for that.
   * @param fields of the row; changed
   * @param violations to which is added what is wrong
   */
  take(fields: Record<string, unknown>, violations: Violation[]): NewAuthor | undefined {
    if (!fieldsOfAuthor.some((field) => Object.hasOwn(fields, field))) {
      this.#requireId(fields, violations);
      return undefined;
    }
    const [told, name] = [keysTold(fields), text(fields.author)];
    let isTold = false;
    for (const field of fieldsOfAuthor) {
      const value = fields[field] ?? null;
      isTold ||= value !== null;
      if (value !== null && text(value) === undefined)
        violations.push(refusal(field, `${field} must be a line of text`, 'string.base'));
      delete fields[field];
    }
    if (!isTold && Object.hasOwn(fields, 'authorId')) {
      this.#requireId(fields, violations);
      return undefined;
    }
    const author = this.#find(told, name) ?? this.#make(told, name, violations);
    const isNew = author !== undefined && 'draft' in author;
    // Of one that is to be made the id is not known yet; any will do till then.
    fields.authorId = author === undefined ? null : isNew ? 1 : author.id;
    return isNew ? author : undefined;
  }

  /** Makes the new authors of these titles, and tells the titles. Answers how many they were. */
  async add(titles: readonly { author: NewAuthor | undefined; draft: object }[]): Promise<number> {
    const made = [...new Set(titles.flatMap(({ author }) => author ?? []))];
    const ids = await this.authors.addAll(made.map(({ draft }) => draft));
    const idOf = new Map(made.map((author, i) => [author, ids[i] as number]));
    for (const { author, draft } of titles)
      if (author !== undefined) Object.assign(draft, { authorId: idOf.get(author) });
    return made.length;
  }

  #requireId({ authorId }: Record<string, unknown>, violations: Violation[]): void {
    if (isId(authorId) && this.#byKeys.ofId(authorId) === undefined)
      violations.push(refusal('authorId', 'there is no such author', 'author-not-found'));
  }

  #find({ imdbId, sourceId }: KeysTold, name: string | undefined) {
    return hasKey({ imdbId, sourceId })
      ? (this.#byKeys.ofImdbId(imdbId) ?? this.#byKeys.ofSourceId(sourceId) ?? this.#byKeys.ofOwnId(sourceId))
      : this.#byName.get(name ?? '');
  }

  #make(told: KeysTold, name: string | undefined, violations: Violation[]): NewAuthor | undefined {
    if (name === undefined) {
      const field = told.imdbId === undefined ? 'authorSourceId' : 'authorImdbId';
      if (hasKey(told)) violations.push(refusal(field, 'there is no such author', 'author-not-found'));
      return undefined;
    }
    try {
      const keys = { imdbId: told.imdbId ?? null, sourceId: told.sourceId ?? null };
      const author = { draft: this.valid({ name, ...keys }) };
      if (hasKey(told)) this.#byKeys.put(author, keys);
      else this.#byName.set(name, author);
      return author;
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      const fieldOf: Readonly<Record<string, string>> = {
        '/imdbId': '/authorImdbId',
        '/sourceId': '/authorSourceId',
      };
      violations.push(
        ...error.violations.map((one) => ({ ...one, pointer: fieldOf[one.pointer] ?? '/author' })),
      );
      return undefined;
    }
  }
}

interface KeysTold {
  readonly imdbId: string | undefined;
  readonly sourceId: string | undefined;
}

const keysTold = ({ authorImdbId, authorSourceId }: ReadRow['fields']): KeysTold => ({
  imdbId: text(authorImdbId),
  sourceId: text(authorSourceId),
});
const hasKey = ({ imdbId, sourceId }: KeysTold) => imdbId !== undefined || sourceId !== undefined;
const isId = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value > 0 && value < 2 ** 31;
