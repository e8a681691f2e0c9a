import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { Breaker } from '../../../src/adapters/redis/breaker.js';

const failed = (times: number) => {
  const breaker = new Breaker();
  for (let i = 0; i < times; i += 1) breaker.failed();
  return breaker;
};

describe('a breaker', () => {
  it('after four failures in a row, or five interrupted by a success: allows all calls', () => {
    const breaker = failed(4);
    expect([breaker.isOpen, breaker.allows(), breaker.allows()]).to.deep.equal([false, true, true]);
    breaker.succeeded();
    breaker.failed();
    expect(breaker.allows()).to.equal(true);
  });

  it('after five: allows none, until one has succeeded', () => {
    const breaker = failed(5);
    expect([breaker.isOpen, breaker.allows()]).to.deep.equal([true, false]);
    breaker.succeeded();
    expect([breaker.isOpen, breaker.allows()]).to.deep.equal([false, true]);
  });

  it('a second after the fifth: allows one, and no other for another second', async () => {
    const breaker = failed(5);
    await sleep(1_010);
    expect([breaker.allows(), breaker.allows(), breaker.isOpen]).to.deep.equal([true, false, true]);
    breaker.failed();
    expect(breaker.allows()).to.equal(false);
  });
});
