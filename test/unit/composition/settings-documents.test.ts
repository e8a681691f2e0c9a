import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { documents } from '../../../scripts/docs-settings.js';

describe('what is told of the settings', () => {
  for (const file of ['.env.example', 'README.md'] as const) {
    it(`in ${file}: is what the schema says, or else npm run docs:settings was not run`, () => {
      const text = readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8');
      expect(text).to.equal(documents()[file]);
    });
  }
});
