import { expect } from 'chai';
import { author } from '../../src/core/catalogue/author.js';
import { movie } from '../../src/core/catalogue/movie.js';
import type { DomainErrorCode } from '../../src/core/error-codes.js';
import type { Repositories } from '../../src/core/repositories.js';
import type { Change } from '../../src/core/shared/changes.js';
import { DomainError } from '../../src/core/shared/errors.js';
import { authorDraft, movieDraft } from '../support/drafts.js';
import { MemoryUnitOfWork } from '../support/fakes/memory-unit-of-work.js';
import { repositories, unitOfWork } from '../support/repositories.js';
import { account, useDatabase } from './contracts/fixtures.js';
import { rollbackContract } from './contracts/rollback.js';

describe('a unit of work', () => {
  const database = useDatabase();
  const memory = new MemoryUnitOfWork();
  rollbackContract('memory', () => ({ ...memory, work: memory }));
  rollbackContract('Postgres', () => repositories(database().knex));

  /** Units of work, and the changes that they report and wait for, in order. */
  const watched = () => {
    const events: string[] = [];
    let release = async () => {};
    const wait = (name: string) => async () => {
      events.push(name);
      await release();
    };
    const commits = {
      committed: (changes: readonly Change[]) => {
        events.push(`committed ${changes.map(({ kind, id }) => `${kind}/${id}`)}`.trim());
      },
      catchUp: wait('revocations'),
      waitForCaches: wait('caches'),
    };
    return {
      events,
      commits,
      work: unitOfWork(database().knex, commits),
      waitUntil: (until: Promise<void>) => {
        release = () => until;
      },
    };
  };
  const refuse = (code: DomainErrorCode) => () => {
    throw new DomainError(code, 'No.');
  };

  it('that writes an item: reports the change, and waits until caches are invalidated', async () => {
    const { work, events } = watched();
    const { id } = await work.run(({ catalogue }) => catalogue(movie).add(movieDraft()));
    expect(events).to.deep.equal([`committed movies/${id}`, 'caches']);
  });

  it('within a transaction, as the sample data is stored: reports its changes, which that transaction commits', async () => {
    const { commits, events } = watched();
    const id = await database().knex.transaction(async (trx) => {
      const work = unitOfWork(trx, commits);
      return (await work.run(({ catalogue }) => catalogue(movie).add(movieDraft()))).id;
    });
    expect(events).to.deep.equal([`committed movies/${id}`, 'caches']);
    const found = await watched().work.run(({ catalogue }) => catalogue(movie).find(id));
    expect(found).to.include({ id });
  });

  it('that finds no item: also waits until caches are invalidated', async () => {
    const { work, events } = watched();
    expect(await work.run(({ catalogue }) => catalogue(movie).change(2 ** 31 - 1, (now) => now))).to.equal(
      undefined,
    );
    expect(events).to.deep.equal(['committed', 'caches']);
  });

  it('that writes only an account: waits only for revocations', async () => {
    const { work, events } = watched();
    await work.run(({ users }) => users.add(account()));
    expect(events.at(-1)).to.equal('revocations');
    expect(events).to.have.length(2);
  });

  it('that is rejected because of stored state: waits until others can read that state, and reports no change', async () => {
    const { work, events } = watched();
    const { id } = await work.run(({ catalogue }) => catalogue(author).add(authorDraft()));
    events.length = 0;
    const refusals: ((all: Repositories) => Promise<unknown>)[] = [
      ({ catalogue }) => catalogue(author).change(id, refuse('precondition-failed')),
      ({ catalogue }) => catalogue(movie).add(movieDraft({ authorId: 2 ** 31 - 1 })),
      refuse('last-admin'),
    ];
    for (const refused of refusals)
      expect(await work.run(refused).catch(({ code }) => code)).to.be.a('string');
    expect(events).to.deep.equal(['caches', 'caches', 'revocations']);
  });

  for (const [what, fail] of [
    ['the database cannot be reached', refuse('unavailable')],
    [
      'something is broken',
      () => {
        throw new TypeError('broken');
      },
    ],
  ] as const) {
    it(`that fails because ${what}: waits for nothing`, async () => {
      const { work, events } = watched();
      const failed = work.run(({ catalogue }) => catalogue(movie).add(movieDraft()).then(fail));
      expect(await failed.catch((error: unknown) => error)).to.be.instanceOf(Error);
      expect(events).to.deep.equal([]);
    });
  }

  it('that waits: neither resolves nor rejects before the wait is over', async () => {
    for (const act of [async () => {}, refuse('not-found')]) {
      const { work, events, waitUntil } = watched();
      let release = () => {};
      waitUntil(new Promise<void>((resolve) => (release = resolve)));
      let isOver = false;
      const over = () => {
        isOver = true;
      };
      const running = work.run(act).then(over, over);
      while (events.at(-1) !== 'revocations') await new Promise(setImmediate);
      await new Promise(setImmediate);
      expect(isOver).to.equal(false);
      release();
      await running;
      expect(isOver).to.equal(true);
    }
  });

  it('beside one that writes the same names in the opposite order: both are committed, once each', async () => {
    const { work } = watched();
    const names = ['alphaville', 'zardoz'] as const;
    let begun = 0;
    let meet = () => {};
    const met = new Promise<void>((resolve) => (meet = resolve));
    const add = (first: string, second: string) =>
      work.run(async ({ catalogue }) => {
        await catalogue(movie).add(movieDraft({ title: first }));
        begun += 1;
        if (begun === 2) meet();
        await met;
        await catalogue(movie).add(movieDraft({ title: second }));
      });
    await Promise.all([add(names[0], names[1]), add(names[1], names[0])]);
    expect(begun).to.be.at.least(3);
    expect(await database().knex('item_names').whereIn('name', names).pluck('items')).to.deep.equal([2, 2]);
  });

  it('in steps: reports the change of each step, and waits only in waitForInvalidation', async () => {
    const { work, events } = watched();
    const { id } = await work.runStep(({ catalogue }) => catalogue(movie).add(movieDraft()));
    expect(events).to.deep.equal([`committed movies/${id}`]);
    await work.waitForInvalidation();
    expect(events.at(-1)).to.equal('caches');
  });
});
