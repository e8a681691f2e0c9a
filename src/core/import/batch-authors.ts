import type { Author } from '../catalogue/author.js';
import type { Item } from '../catalogue/kind.js';
import { DomainError, type Violation } from '../shared/errors.js';
import { formsOf } from '../shared/text.js';
import type { BulkAuthors, ReadRow } from './import-ports.js';
import { FormIndex, KeyIndex, keysOf, keyText } from './key-index.js';
import { authorFields } from './row-fields.js';

/** An author named by a title who does not exist yet. */
export interface NewAuthor {
  readonly draft: Author;
}

export const violation = (field: string, message: string, code: string): Violation => ({
  pointer: `/${field}`,
  message,
  code,
});

/** The authors of the titles in a batch, by key, else by name. Of several authors with one name, the eldest is meant. */
export class BatchAuthors {
  readonly #byName = new FormIndex<Item<Author> | NewAuthor>();
  readonly #byKeys: KeyIndex<Item<Author> | NewAuthor>;

  private constructor(
    private readonly authors: BulkAuthors,
    private readonly valid: (draft: unknown) => Author,
    installation: string,
  ) {
    this.#byKeys = new KeyIndex(installation);
  }

  /** Reads the stored authors of these rows. */
  static async find(
    rows: readonly ReadRow[],
    authors: BulkAuthors,
    valid: (draft: unknown) => Author,
    installation: string,
  ): Promise<BatchAuthors> {
    const batch = new BatchAuthors(authors, valid, installation);
    const { ids, ...keys } = keysOf(
      rows.map(({ fields }) => authorKeys(fields)),
      installation,
    );
    const authorIds = rows.flatMap(({ fields: { authorId } }) => (isId(authorId) ? authorId : []));
    for (const author of await authors.findByKeys({ ...keys, ids: [...ids, ...authorIds] }))
      batch.#byKeys.put(author, author);
    const names = rows.flatMap(({ fields }) =>
      hasKey(authorKeys(fields)) ? [] : (keyText(fields.author) ?? []),
    );
    for (const author of await authors.findEldestByName([...new Set(names.flatMap(formsOf))]))
      batch.#byName.set(author.name, author);
    return batch;
  }

  /**
   * Replaces the fields that name an author by `authorId`. The id of a new author is not known yet: it is set by
   * `createFor`.
   * @param fields of the row; modified
   * @param violations found ones are added
   * @returns the author if it is new
   */
  resolve(fields: Record<string, unknown>, violations: Violation[]): NewAuthor | undefined {
    if (!authorFields.some((field) => Object.hasOwn(fields, field))) {
      this.#requireAuthorId(fields, violations);
      return undefined;
    }
    const [keys, name] = [authorKeys(fields), keyText(fields.author)];
    const isNamed = authorFields.some((field) => (fields[field] ?? null) !== null);
    for (const field of authorFields) {
      const value = fields[field] ?? null;
      if (value !== null && keyText(value) === undefined)
        violations.push(violation(field, `${field} must be a line of text`, 'string.base'));
      delete fields[field];
    }
    if (!isNamed && Object.hasOwn(fields, 'authorId')) {
      this.#requireAuthorId(fields, violations);
      return undefined;
    }
    const author = this.#find(keys, name) ?? this.#create(keys, name, violations);
    const isNew = author !== undefined && 'draft' in author;
    // 1 stands for the id of the new author: any valid one will do.
    fields.authorId = author === undefined ? null : isNew ? 1 : author.id;
    return isNew ? author : undefined;
  }

  /** Stores the new authors of these titles, and sets the `authorId` of each draft. Returns the number of new authors. */
  async createFor(
    titles: readonly { readonly author: NewAuthor | undefined; readonly draft: object }[],
  ): Promise<number> {
    const authors = [...new Set(titles.flatMap(({ author }) => author ?? []))];
    const ids = await this.authors.addAll(authors.map(({ draft }) => draft));
    const idOf = new Map(authors.map((author, i) => [author, ids[i] as number]));
    for (const { author, draft } of titles)
      if (author !== undefined) Object.assign(draft, { authorId: idOf.get(author) });
    return authors.length;
  }

  #requireAuthorId({ authorId }: Record<string, unknown>, violations: Violation[]): void {
    if (isId(authorId) && this.#byKeys.withId(authorId) === undefined)
      violations.push(notFound('authorId', authorId));
  }

  #find({ imdbId, sourceId }: AuthorKeys, name: string | undefined) {
    return hasKey({ imdbId, sourceId })
      ? (this.#byKeys.withImdbId(imdbId) ??
          this.#byKeys.withSourceId(sourceId) ??
          this.#byKeys.withOwnSourceId(sourceId))
      : this.#byName.get(name ?? '');
  }

  #create(keys: AuthorKeys, name: string | undefined, violations: Violation[]): NewAuthor | undefined {
    const { imdbId = null, sourceId = null } = keys;
    if (name === undefined) {
      if (imdbId !== null) violations.push(notFound('authorImdbId', imdbId));
      else if (sourceId !== null) violations.push(notFound('authorSourceId', sourceId));
      return undefined;
    }
    try {
      const author = { draft: this.valid({ name, imdbId, sourceId }) };
      if (hasKey(keys)) this.#byKeys.put(author, { imdbId, sourceId });
      else this.#byName.set(name, author);
      return author;
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      violations.push(
        ...error.violations.map((one) => ({ ...one, pointer: pointers[one.pointer] ?? '/author' })),
      );
      return undefined;
    }
  }
}

/** The fields of a title that stand for fields of its author. */
const pointers: Readonly<Record<string, string>> = {
  '/imdbId': '/authorImdbId',
  '/sourceId': '/authorSourceId',
};

interface AuthorKeys {
  readonly imdbId: string | undefined;
  readonly sourceId: string | undefined;
}

const authorKeys = ({ authorImdbId, authorSourceId }: ReadRow['fields']): AuthorKeys => ({
  imdbId: keyText(authorImdbId),
  sourceId: keyText(authorSourceId),
});
const hasKey = ({ imdbId, sourceId }: AuthorKeys) => imdbId !== undefined || sourceId !== undefined;
const isId = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value > 0 && value < 2 ** 31;
const notFound = (field: string, value: string | number) =>
  violation(field, `${field} ${JSON.stringify(value)} does not exist`, 'author-not-found');
