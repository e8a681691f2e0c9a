/** Maximum number of lists whose cursors are kept. */
const maxLists = 50;
const storageKey = 'cursors';

const stored = (): Record<string, Record<string, string>> => {
  try {
    return JSON.parse(sessionStorage.getItem(storageKey) ?? '{}');
  } catch {
    return {};
  }
};

/**
 * The cursor of each page that was reached, for lists that only know their next page. Kept for the tab, so that a reload
 * shows the same page. A page that was not reached here, as in a shared link, is shown as the first one.
 */
export const pageCursors = {
  /** Returns the cursor of a page; undefined for the first one, and for pages that were not reached. */
  get: (list: string, page: number): string | undefined => stored()[list]?.[page],
  set: (list: string, page: number, cursor: string): void => {
    const { [list]: pages = {}, ...others } = stored();
    const kept = Object.entries(others).slice(1 - maxLists);
    const all = { ...Object.fromEntries(kept), [list]: { ...pages, [page]: cursor } };
    try {
      sessionStorage.setItem(storageKey, JSON.stringify(all));
    } catch {
      // Full or forbidden: a later page is shown as the first one.
    }
  },
};
