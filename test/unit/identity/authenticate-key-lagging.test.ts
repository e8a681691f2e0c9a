import { expect } from 'chai';
import { KeyUses } from '../../../src/core/identity/key-uses.js';
import { DomainError } from '../../../src/core/shared/errors.js';
import { errorCode } from '../rejections.js';
import { facts } from './key-facts.js';
import { gate, keyInstance as setUp, wrong } from './key-instance.js';

describe('authenticate a key on an instance that may have missed a change:', () => {
  it('queries at each request, uses only the result, and stores nothing', async () => {
    const { run, feed, stored, known, queried } = setUp();
    await run();
    feed.lagging = true;
    stored.set('1', facts({ role: 'moderator' }));
    expect(await run()).to.include({ role: 'moderator' });
    stored.delete('1');
    expect(await errorCode(() => run())).to.equal('key-invalid');
    expect(queried).to.have.length(3);
    stored.set('2', facts({ hash: '#key 2 secret' }));
    await run('key 2 secret');
    expect(known.lastKnown('2')).to.equal(undefined);
  });

  it('that begins to lag during a load: stores nothing', async () => {
    const { run, feed, known, database } = setUp();
    database.read = async () => {
      feed.lagging = true;
    };
    await run();
    expect(known.lastKnown('1')).to.equal(undefined);
  });

  it('joins no query that began before a revocation that it has not received', async () => {
    const { run, feed, stored, database, queried } = setUp();
    feed.lagging = true;
    const { open, opened } = gate();
    database.read = () => opened;
    const early = run();
    while (queried.length === 0) await Promise.resolve();
    stored.delete('1');
    const late = run();
    open();
    await early;
    expect(await errorCode(() => late)).to.equal('key-invalid');
  });

  it('keys that were right before: are not counted; others are', async () => {
    const { run, feed } = setUp();
    await run();
    feed.lagging = true;
    for (let i = 0; i < 9; i += 1) await run();
    for (let i = 0; i < 3; i += 1) expect(await errorCode(() => run(wrong))).to.equal('key-invalid');
    expect(await errorCode(() => run(wrong))).to.equal('too-many-requests');
    expect(await run()).to.include({ keyId: '1' });
  });

  it('with a database that is unavailable: rejects, and counts nothing', async () => {
    const { run, database } = setUp();
    const fail = database.read;
    database.read = async () => {
      throw new DomainError('unavailable', 'The database cannot be reached right now.');
    };
    for (let i = 0; i < 5; i += 1) expect(await errorCode(() => run())).to.equal('unavailable');
    database.read = fail;
    expect(await run()).to.include({ keyId: '1' });
  });
});

describe('the uses of keys:', () => {
  it('are written together, with the last time of each; refused keys are not', async () => {
    const { run, uses, written, clock, stored } = setUp();
    stored.set('2', facts({ hash: '#key 2 secret' }));
    await run();
    clock.pass(1_000);
    await run();
    await run('key 2 secret');
    await errorCode(() => run('key 3 secret'));
    await uses.flush();
    const time = clock.now().getTime();
    expect(written).to.deep.equal([
      [
        ['1', time],
        ['2', time],
      ],
    ]);
    await uses.flush();
    expect(written).to.have.length(1);
  });

  it('that cannot be written: are lost, without an error', async () => {
    const uses = new KeyUses({
      record: async () => {
        throw new Error('no connection');
      },
    });
    uses.note('1', new Date());
    await uses.flush();
    expect(await uses.flush()).to.equal(undefined);
  });
});
