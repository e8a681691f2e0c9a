import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { file, openApiText } from '../../../scripts/docs-openapi.js';

describe('docs/openapi.json', () => {
  it('equals what npm run docs:openapi writes', () => {
    const isCurrent = readFileSync(file, 'utf8') === openApiText();
    expect(isCurrent, 'run npm run docs:openapi, and read what changed').to.equal(true);
  });
});
