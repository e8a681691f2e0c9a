import { DomainError } from '../shared/errors.js';
import type { AccessPath, ListQuery, Page } from '../shared/page.js';
import { type Author, author } from './author.js';
import type { CatalogueRepository } from './catalogue-ports.js';
import { noSuchItem } from './catalogue-use-cases.js';
import type { Item, Kind } from './kind.js';
import { ofAuthor, type Title } from './title.js';

export type TitleWithAuthor<Draft extends Title> = Item<Draft> & { readonly author: Item<Author> | null };

/** How a list of an author's titles can be walked, by that kind's own paths. */
export const pathsOfAnAuthor = (paths: readonly AccessPath[]): readonly AccessPath[] =>
  paths.filter(({ filters }) => filters?.[0] === ofAuthor).map(({ by }) => ({ by }));

/** What follows from titles having an author. */
export interface Authorship<Draft extends Title> {
  /** Along one of `pathsOfAnAuthor`. */
  titlesOf(authorId: number, page: ListQuery): Promise<Page<Item<Draft>>>;
  /** @throws DomainError `no-author` for a title whose author is not known */
  authorOf(titleId: number): Promise<Item<Author>>;
  withAuthors(titles: readonly Item<Draft>[]): Promise<readonly TitleWithAuthor<Draft>[]>;
}

export const authorship = <Draft extends Title>(
  kind: Kind<Draft>,
  titles: CatalogueRepository<Draft>,
  authors: CatalogueRepository<Author>,
): Authorship<Draft> => ({
  titlesOf: async (authorId, page) => {
    if ((await authors.find(authorId)) === undefined) noSuchItem(author, authorId);
    return titles.list({ ...page, path: { filters: [ofAuthor], by: page.path.by }, values: [[authorId]] });
  },
  authorOf: async (titleId) => {
    const title = (await titles.find(titleId)) ?? noSuchItem(kind, titleId);
    const found = title.authorId === null ? undefined : await authors.find(title.authorId);
    if (found === undefined)
      throw new DomainError('no-author', `The author of this ${kind.name} is not known.`);
    return found;
  },
  withAuthors: (all) => withAuthors(all, authors),
});

/** Each title with its author, or null; one question for all. */
export const withAuthors = async <Draft extends Title>(
  titles: readonly Item<Draft>[],
  authors: Pick<CatalogueRepository<Author>, 'findAll'>,
): Promise<readonly TitleWithAuthor<Draft>[]> => {
  const ids = new Set(titles.flatMap(({ authorId }) => authorId ?? []));
  const found = new Map((await authors.findAll([...ids])).map((one) => [one.id, one]));
  return titles.map((title) => ({ ...title, author: found.get(title.authorId ?? 0) ?? null }));
};
