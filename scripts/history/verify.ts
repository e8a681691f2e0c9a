import { anotherThan } from './cast.js';
import { genresInUse } from './drafts.js';
import { missingFields } from './filtered-reads.js';
import type { ItemHistory } from './item-history.js';
import type { Random } from './random.js';
import type { TitleKind } from './reads.js';
import type { Stage } from './stage.js';

/** Reads an acknowledged write at once, through other instances. */
export const verify = async (
  item: ItemHistory,
  { history, reads, filtered, ofEditors, cast, world }: Stage,
  random: Random,
) => {
  const instance = anotherThan(world.instances, undefined, random);
  const lists = [() => reads.list(item.kind, instance)];
  if (item.id !== undefined) lists.push(() => filtered.withIds([item], instance));
  if (cast.written().includes(item)) lists.push(() => ofEditors.versionOf(item, instance));
  if (item.kind !== 'authors') {
    const [kind, authorId] = [item.kind as TitleKind, item.settled?.authorId];
    const author = authorId == null ? undefined : history.byId('authors', authorId);
    if (author !== undefined) lists.push(() => reads.titlesOf(author, kind, instance));
    if (item.id !== undefined) lists.push(() => reads.authorOf(item, instance));
    lists.push(() => reads.genres(instance));
    lists.push(() => filtered.missing(kind, random.pick(missingFields), instance));
    lists.push(() => filtered.search(item, random.pick(genresInUse), instance));
  }
  const ofItem = item.id === undefined ? [] : world.instances.map((each) => reads.item(item, each));
  await Promise.all([...ofItem, random.pick(lists)()]);
};
