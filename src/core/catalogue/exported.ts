import type { TitleWithAuthor } from './authorship.js';
import type { Keys } from './keys.js';
import type { Item } from './kind.js';
import type { Title } from './title.js';

/** What tells of a title's author elsewhere, where ids are others: all null where there is none. */
export interface ExportedAuthor {
  readonly author: string | null;
  readonly authorImdbId: string | null;
  readonly authorSourceId: string | null;
}

/**
 * The sourceId by which an import is to know a thing again: its own, or, where it has neither that nor an imdbId, one
 * made of the installation and its id. In that installation an import finds it by the id; elsewhere it gets that sourceId.
 */
const exportedSourceId = ({ id, imdbId, sourceId }: Item<Keys>, installation: string): string | null =>
  imdbId === null && sourceId === null ? `${installation}/${id}` : sourceId;

/**
 * An item as files tell of it, so that an import reads it back to the same.
 * @param installation the id of the one that it is exported from, a UUID
 */
export const exportedItem = <Draft extends Keys>(item: Item<Draft>, installation: string): Item<Draft> => ({
  ...item,
  sourceId: exportedSourceId(item, installation),
});

/** A title as files tell of it: an item, and who its author is. */
export const exportedTitle = <Draft extends Title>(
  { author, ...title }: TitleWithAuthor<Draft>,
  installation: string,
): Item<Title> & ExportedAuthor => ({
  ...exportedItem<Title>(title, installation),
  author: author?.name ?? null,
  authorImdbId: author?.imdbId ?? null,
  authorSourceId: author && exportedSourceId(author, installation),
});
