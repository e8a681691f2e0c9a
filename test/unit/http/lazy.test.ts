import { expect } from 'chai';
import { lazy } from '../../../src/adapters/http/lazy.js';

describe('a lazy value', () => {
  it('is computed at the first call, and once, also if it is undefined', () => {
    let computed = 0;
    const value = lazy(() => {
      computed += 1;
    });
    expect(computed).to.equal(0);
    expect([value(), value(), computed]).to.deep.equal([undefined, undefined, 1]);
  });

  it('whose computation fails: is computed again', () => {
    const results = [
      () => {
        throw new Error('not yet');
      },
      () => 'done',
    ];
    const value = lazy(() => results.shift()?.());
    expect(value).to.throw('not yet');
    expect(value()).to.equal('done');
  });
});
