import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { documents } from '../../../scripts/docs-settings.js';

describe('documented settings', () => {
  for (const file of ['.env.example', 'docs/settings.md'] as const) {
    it(`in ${file}: equal what npm run docs:settings generates from the schema`, () => {
      const text = readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8');
      expect(text).to.equal(documents()[file]);
    });
  }
});
