import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import type { CacheAgreement } from '../../src/core/shared/cache.js';
import { overlappingQueries } from '../support/overlapping-queries.js';
import { follow, stopFollowing } from './contracts/change-feed.js';
import { eventually, lockWaited, useDatabase } from './contracts/fixtures.js';

describe('the cache server that instances agree on', () => {
  const database = useDatabase();
  afterEach(stopFollowing);

  /** An instance that is connected to the given server, and proposes it at most once. */
  const instance = async (server: string) => {
    const seen: CacheAgreement[] = [];
    let proposals = 1;
    const { feed } = follow(database().url, {
      cache: async (agreement) => {
        seen.push(agreement);
        if (agreement.server === server) return undefined;
        if (proposals === 0) throw new Error('another server is agreed');
        proposals -= 1;
        return server;
      },
    });
    await feed.start();
    return { feed, seen, uses: () => feed.cacheAgreement()?.server === server };
  };
  const row = () => database().knex('cache_agreement').first();
  const refused = (promise: Promise<void>) =>
    promise.then(
      () => false,
      () => true,
    );

  it('with no agreement yet: is the server of the first instance, and writes need not wait', async () => {
    const { uses, feed } = await instance('first');
    await eventually(uses, 'it used its server');
    expect((await row()).previous).to.equal(null);
    await feed.confirmInvalidation();
  });

  it('with two concurrent proposals: is one of the two servers, with one epoch', async () => {
    const [one, two] = await Promise.all([instance('one'), instance('two')]);
    await eventually(() => one.uses() || two.uses(), 'one used its server');
    await eventually(async () => {
      const { epoch } = await row();
      return [one, two].every(({ seen }) => seen.at(-1)?.epoch === epoch);
    }, 'both knew it');
    // The other one may have used its server first, and stops when it has handled the agreement.
    await eventually(() => one.uses() !== two.uses(), 'only one used its server');
  });

  it('after a replacement: has a new epoch, and confirms no invalidation for 1.5 seconds', async () => {
    // If the machine stalls, the 1.5 seconds may pass before the check: then it tries again.
    const replace = async (server: string) => {
      const { epoch: before } = await row();
      const { feed, uses } = await instance(server);
      await eventually(uses, 'it used its server');
      expect((await row()).epoch).not.to.equal(before);
      return { feed, waits: await refused(feed.confirmInvalidation()) };
    };
    let { feed, waits } = await replace('another');
    for (let i = 0; i < 5 && !waits; i += 1) ({ feed, waits } = await replace(`another ${i}`));
    expect(waits).to.equal(true);
    await eventually(
      async () => !(await refused(feed.confirmInvalidation())),
      'it was confirmed quickly again',
    );
  });

  it('with a proposal during a poll of the feed: is stored after the poll', async () => {
    const { knex, url } = database();
    let propose: (server: string) => void = () => {};
    const proposed = new Promise<string>((resolve) => {
      propose = resolve;
    });
    const { feed } = follow(url, {
      cache: async ({ server }) => (server === 'polled' ? undefined : proposed),
    });
    await feed.start();
    const { found, restore } = overlappingQueries();
    try {
      await knex.transaction(async (trx) => {
        await trx.raw('lock table cache_agreement');
        await lockWaited(knex);
        propose('polled');
        await sleep(50);
      });
      await eventually(() => feed.cacheAgreement()?.server === 'polled', 'it used its server');
    } finally {
      restore();
    }
    expect(found).to.deep.equal([]);
  });

  it('after a replacement by another instance: is no longer used by an instance that is still connected to it', async () => {
    const before = await instance('before');
    await eventually(before.uses, 'it used its server');
    const after = await instance('after');
    await eventually(after.uses, 'the other used its own');
    await eventually(() => before.feed.cacheAgreement() === undefined, 'the first used none');
    expect(await refused(before.feed.confirmInvalidation())).to.equal(true);
  });
});
