import type { TitleWithAuthor } from './authorship.js';
import type { Keys } from './keys.js';
import type { Item } from './kind.js';
import { exportedSourceId } from './own-source-id.js';
import type { Title } from './title.js';

/** The author of a title in a file, without an id of this database. All null if the title has none. */
export interface ExportedAuthor {
  readonly author: string | null;
  readonly authorImdbId: string | null;
  readonly authorSourceId: string | null;
}

/**
 * An item as it is written to files. An import of it changes nothing.
 * @param installation the id of this installation, a UUID
 */
export const exportedItem = <Draft extends Keys>(item: Item<Draft>, installation: string): Item<Draft> => ({
  ...item,
  sourceId: exportedSourceId(item, installation),
});

/** A title as it is written to files: an item and its author. */
export const exportedTitle = <Draft extends Title>(
  { author, ...title }: TitleWithAuthor<Draft>,
  installation: string,
): Item<Title> & ExportedAuthor => ({
  ...exportedItem<Title>(title, installation),
  author: author?.name ?? null,
  authorImdbId: author?.imdbId ?? null,
  authorSourceId: author && exportedSourceId(author, installation),
});
