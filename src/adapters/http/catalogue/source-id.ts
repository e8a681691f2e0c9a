import { name } from '../text-schemas.js';

export const sourceId = () =>
  name(1, 200)
    .allow(null)
    .default(null)
    .description('By what a source other than IMDb knows it; an import knows it again by that.');
