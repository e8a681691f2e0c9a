import { firstItems } from '../../../src/core/shared/page.js';

export const page = firstItems(20);
