import { expect } from 'chai';
import type { ListQuery, Page, Position } from '../../src/core/shared/page.js';

/** Reads all pages of a list. Positions are converted to JSON and back, as in cursors. */
export const walked = async <T>(
  list: (query: ListQuery) => Promise<Page<T>>,
  query: ListQuery,
  onPage: () => Promise<unknown> = async () => {},
): Promise<T[]> => {
  const items: T[] = [];
  let after: Position | null | undefined;
  while (after !== null) {
    const page = await list({ ...query, after });
    expect(page.items.length).to.be.at.most(query.limit);
    const canBeShort = query.path.checked ?? query.path.filters?.some(({ isBoth }) => isBoth);
    if (page.next !== null && !canBeShort) expect(page.items).to.have.length(query.limit);
    items.push(...page.items);
    after = JSON.parse(JSON.stringify(page.next)) as Position | null;
    await onPage();
  }
  return items;
};
