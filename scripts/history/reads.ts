import { type ClientResponse, send } from './client.js';
import { genresInUse, parseItem } from './drafts.js';
import type { History } from './history.js';
import type { Instance } from './instance.js';
import type { Content, ItemHistory, KindName } from './item-history.js';
import { type Finding, judgeAuthorOf, judgeCount, judgeItem, judgeList, judgePresence } from './judge.js';
import type { ReadSort, Tally } from './tally.js';

export type Findings = readonly (Finding | undefined)[];
type Json = Readonly<Record<string, unknown>>;
export type TitleKind = Exclude<KindName, 'authors'>;

/** Timeout of a read, in milliseconds. */
const timeoutMs = 2_500;
/** A page with all single items, followed by some rows of a crowd, which are older. */
const newest = 'sort=-id&limit=20';
const noCache = { 'cache-control': 'no-cache' };

/** Sends reads, and compares each response with what was acknowledged when the read began. */
export class Reads {
  constructor(
    private readonly history: History,
    private readonly tally: Tally,
  ) {}

  /** @param known the version for If-None-Match */
  item(
    item: ItemHistory,
    instance: Instance,
    { fresh = false, known }: { fresh?: boolean; known?: number | undefined } = {},
  ) {
    const sort = fresh ? 'item, no-cache' : known === undefined ? 'item' : 'item, conditional';
    const headers = { ...(fresh && noCache), ...(known !== undefined && { 'if-none-match': `"${known}"` }) };
    return this.read(sort, instance, `/${item.kind}/${item.id}`, headers, (response, began) => {
      const { status, body, version } = response;
      if (status === 404) return [judgeItem(item, began, { status })];
      if (status === 304) return [judgeItem(item, began, { status, version: version ?? known ?? -1 })];
      const { key, content } = parseItem(item.kind, body);
      const seen = { status: 200, version: version ?? -1, content } as const;
      return key === item.key ? [judgeItem(item, began, seen)] : [stranger(item, key)];
    });
  }

  list(kind: KindName, instance: Instance, { fresh = false } = {}) {
    return this.read('list', instance, `/${kind}?${newest}`, fresh ? noCache : {}, ({ body }, began) =>
      judgeList(this.history.ofKinds(kind), began, entries(kind, body)),
    );
  }

  titlesOf(author: ItemHistory, kind: TitleKind, instance: Instance) {
    const path = `/authors/${author.id}/${kind}?limit=100`;
    const belongs = ({ authorId }: Content) => authorId === author.id;
    return this.read('titles of an author', instance, path, {}, ({ status, body }, began) =>
      status === 404
        ? [judgeItem(author, began, { status })]
        : [
            judgePresence(author, began),
            ...judgeList(this.history.ofKinds(kind), began, entries(kind, body), belongs),
          ],
    );
  }

  titlesWithAuthors(kind: TitleKind, instance: Instance) {
    const path = `/${kind}?${newest}&include=author`;
    return this.read('list with authors', instance, path, {}, ({ body }, began) => {
      const [titles, authors] = [this.history.ofKinds(kind), this.history.ofKinds('authors')];
      const embedded = body.items.map((json: Json & { readonly author: Json | null }) => {
        const title = titles.find(({ key }) => key === parseItem(kind, json).key);
        if (title === undefined) return undefined;
        if (json.author === null) return judgeAuthorOf(title, authors, began, { status: 404 });
        return judgeAuthorOf(title, authors, began, { status: 200, ...parseItem('authors', json.author) });
      });
      return [...judgeList(titles, began, entries(kind, body)), ...embedded];
    });
  }

  authorOf(title: ItemHistory, instance: Instance) {
    const path = `/${title.kind}/${title.id}/author`;
    return this.read('author of a title', instance, path, {}, ({ status, body }, began) => {
      const authors = this.history.ofKinds('authors');
      if (status === 404) return [judgeAuthorOf(title, authors, began, { status })];
      const { id, content } = parseItem('authors', body);
      return [judgeAuthorOf(title, authors, began, { status: 200, id, content })];
    });
  }

  itemWithAuthor(title: ItemHistory, instance: Instance) {
    const path = `/${title.kind}/${title.id}?include=author`;
    return this.read('item with author', instance, path, {}, ({ status, body }, began) => {
      if (status === 404) return [judgeItem(title, began, { status })];
      const authors = this.history.ofKinds('authors');
      if (body.author === null) return [judgeAuthorOf(title, authors, began, { status: 404 })];
      const { id, content } = parseItem('authors', body.author);
      return [judgeAuthorOf(title, authors, began, { status: 200, id, content })];
    });
  }

  genres(instance: Instance) {
    return this.read('genres', instance, '/genres', {}, ({ body }, began) =>
      (['movies', 'series'] as const).flatMap((kind) =>
        genresInUse.map((genre) => {
          const { [kind]: count } = body.items.find((one: Json) => one.genre === genre);
          const counts = ({ genres = [] }: Content) => genres.includes(genre);
          return judgeCount(this.history.ofKinds(kind), began, counts, {
            name: `${genre} of ${kind}`,
            count,
          });
        }),
      ),
    );
  }

  /** @param judge returns what the response violates; `began` is the moment at which the read began */
  async read(
    sort: ReadSort,
    instance: Instance,
    path: string,
    headers: Readonly<Record<string, string>>,
    judge: (response: ClientResponse, began: number) => Findings,
  ): Promise<ClientResponse> {
    const began = this.history.now();
    const response = await send(instance, { method: 'GET', path, headers, timeoutMs });
    this.tally.read(sort, response);
    if ([0, 503].includes(response.status)) return response;
    if (![200, 304, 404, 410].includes(response.status)) {
      this.tally.failure(`GET ${path}`, response);
      return response;
    }
    for (const finding of judge(response, began))
      if (finding !== undefined) this.tally.violation(finding, `GET ${path} (${sort})`, response);
    return response;
  }
}

/** Returns the items of a page, by key. */
export const entries = (kind: KindName, { items }: { readonly items: Json[] }) =>
  new Map(items.map((json) => parseItem(kind, json)).map(({ key, content }) => [key, content]));

const stranger = ({ key }: ItemHistory, seen: string): Finding => ({
  sort: 'never written',
  key,
  floors: [],
  seen,
});
