import { fromTheStart } from '../../../src/core/shared/page.js';

export const page = fromTheStart(20);
