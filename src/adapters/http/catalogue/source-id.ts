import { name } from '../text-schemas.js';

export const sourceId = () =>
  name(1, 200)
    .allow(null)
    .default(null)
    .description('The id in a source other than IMDb, by which imports match the item.');
