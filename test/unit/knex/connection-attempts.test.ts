import { setImmediate as turn } from 'node:timers/promises';
import { expect } from 'chai';
import { ConnectionAttempts } from '../../../src/adapters/knex/connection-attempts.js';
import { eventually } from '../../integration/contracts/fixtures.js';

const messageOf = (attempt: Promise<unknown>) => attempt.catch(({ message }: Error) => message);

describe('attempts to connect', () => {
  it('ten at the same time: runs three, and the others as those succeed', async () => {
    const attempts = new ConnectionAttempts(60_000);
    const ends: (() => void)[] = [];
    let maximum = 0;
    let running = 0;
    const connect = async () => {
      running += 1;
      maximum = Math.max(maximum, running);
      await new Promise<void>((resolve) => ends.push(resolve));
      running -= 1;
      return 'connected';
    };
    const all = Array.from({ length: 10 }, () => attempts.run(connect));
    for (let i = 0; i < 10; i += 1) {
      await eventually(() => ends.length > i, 'another one began');
      ends[i]?.();
    }
    expect(await Promise.all(all)).to.deep.equal(Array(10).fill('connected'));
    expect(maximum).to.equal(3);
  });

  it('after a failure: rejects with the same error for a while, then connects', async () => {
    const attempts = new ConnectionAttempts(60_000);
    let tries = 0;
    let isUp = false;
    const connect = async () => {
      tries += 1;
      await turn();
      if (!isUp) throw new Error(`refused at try ${tries}`);
      return 'connected';
    };
    const rejections = await Promise.all(Array.from({ length: 20 }, () => messageOf(attempts.run(connect))));
    expect(tries).to.equal(3);
    expect(new Set(rejections.slice(3)).size).to.equal(1);
    isUp = true;
    await eventually(async () => (await messageOf(attempts.run(connect))) === 'connected', 'it connected');
    expect(tries).to.equal(4);
    const connected = await Promise.all(Array.from({ length: 10 }, () => attempts.run(connect)));
    expect(connected).to.deep.equal(Array(10).fill('connected'));
  });
});
