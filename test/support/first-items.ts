import { byId, type ListQuery } from '../../src/core/shared/page.js';

/** A request for the first items in order of id. */
export const firstItems = (limit: number): ListQuery => ({
  path: { by: byId },
  isDescending: false,
  values: [],
  limit,
  count: false,
});
