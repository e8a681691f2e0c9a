import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { clientBundle } from '../../support/client-bundle.js';

describe('the bundle of the client:', () => {
  it('with its dependency, minified and compressed: has at most 8 kB', async () => {
    expect(gzipSync(await clientBundle()).length).to.be.within(1_000, 8 * 1024);
  });
});
