import { expect } from 'chai';
import { errorCode, errorOf } from '../rejections.js';
import { facts } from './key-facts.js';
import { gate, right, keyInstance as setUp, wrong } from './key-instance.js';

describe('authenticate a key:', () => {
  it('the first time: queries once; then: returns its bearer without a query', async () => {
    const { run, queried } = setUp();
    const bearer = {
      keyId: '1',
      userId: 7,
      serviceAccountId: null,
      role: 'user',
      permissions: ['catalogue:read'],
      secondFactor: false,
    };
    for (let i = 0; i < 3; i += 1) expect(await run()).to.deep.equal(bearer);
    expect(queried).to.deep.equal(['1']);
  });

  it('malformed: is rejected without a query, and not counted', async () => {
    const { run, queried } = setUp();
    for (let i = 0; i < 9; i += 1) expect(await errorCode(() => run('nonsense'))).to.equal('key-invalid');
    expect(queried).to.deep.equal([]);
  });

  it('with a wrong secret, unknown, or of an inactive owner: is rejected with one message', async () => {
    const { run, stored } = setUp();
    stored.set('2', facts({ hash: '#key 2 secret', active: false }));
    for (const text of [wrong, 'key 3 secret', 'key 2 secret'])
      expect(await errorOf(() => run(text))).to.include({
        code: 'key-invalid',
        message: 'This API key is not valid.',
      });
  });

  it('with a wrong secret for a known one: is rejected without a query', async () => {
    const { run, queried } = setUp();
    await run();
    for (let i = 0; i < 9; i += 1) expect(await errorCode(() => run(wrong))).to.equal('key-invalid');
    expect(queried).to.deep.equal(['1']);
  });

  it('at the end of its time: is rejected by the clock of each request, and says so', async () => {
    const { run, stored, clock } = setUp();
    stored.set('1', facts({ expiresAt: '2026-12-01T12:00:01.000Z' }));
    clock.pass(999);
    await run();
    clock.pass(1);
    expect(await errorOf(() => run())).to.include({
      code: 'key-invalid',
      message: 'This API key has expired.',
    });
    // Only for those who have the key.
    expect((await errorOf(() => run(wrong))).message).to.equal('This API key is not valid.');
  });

  it('ended, or with another role of its owner: counts from the next request', async () => {
    const { run, stored, known, end } = setUp();
    await run();
    stored.set('1', facts({ role: 'moderator' }));
    known.apply([{ seq: 1, kind: 'users', id: '7', facts: null }]);
    expect(await run()).to.include({ role: 'moderator' });
    end();
    expect(await errorCode(() => run())).to.equal('key-invalid');
  });

  it('after 15 minutes: is loaded again, without being counted', async () => {
    const { run, queried, clock } = setUp();
    for (let i = 0; i < 6; i += 1) {
      await run();
      clock.pass(16 * 60_000);
    }
    expect(queried).to.have.length(6);
  });

  it('a load that began before its end, and arrives after it: leaves nothing behind, and is joined by no later request', async () => {
    const { run, database, queried, end } = setUp();
    const { open, opened } = gate();
    database.read = () => opened;
    const early = run();
    while (queried.length === 0) await Promise.resolve();
    end();
    const late = run();
    open();
    await early;
    expect(await errorCode(() => late)).to.equal('key-invalid');
    expect(await errorCode(() => run())).to.equal('key-invalid');
    expect(queried).to.have.length(3);
  });

  it('at once, from one address: shares one query; from another address: does not', async () => {
    const { run, queried } = setUp();
    await Promise.all([...Array.from({ length: 50 }, () => run()), run(right, '192.0.2.2')]);
    expect(queried).to.have.length(2);
  });

  it('guesses: are counted per address before the query, over the limit they cost none; a right key is not counted', async () => {
    const { run, queried, stored } = setUp();
    for (let i = 1; i <= 9; i += 1) {
      stored.set(`${i}`, facts({ hash: `#key ${i} secret` }));
      await run(`key ${i} secret`);
    }
    queried.length = 0;
    for (const id of ['a', 'b', 'c'])
      expect(await errorCode(() => run(`key ${id} x`))).to.equal('key-invalid');
    for (const text of ['key d x', 'key e x'])
      expect(await errorCode(() => run(text))).to.equal('too-many-requests');
    expect(queried).to.deep.equal(['a', 'b', 'c']);
    expect(await run()).to.include({ keyId: '1' });
    expect(await errorCode(() => run('key d x', '192.0.2.2'))).to.equal('key-invalid');
  });

  it('beside a flood of guesses from its address: a right one is loaded again after a change; an ended one counts', async () => {
    const { run, queried, known, end } = setUp();
    await run();
    for (const id of ['a', 'b', 'c']) await errorCode(() => run(`key ${id} x`));
    known.apply([{ seq: 1, kind: 'users', id: '7', facts: null }]);
    expect(await run()).to.include({ keyId: '1' });
    end();
    expect(await errorCode(() => run())).to.equal('key-invalid');
    queried.length = 0;
    expect(await errorCode(() => run())).to.equal('too-many-requests');
    expect(queried).to.deep.equal([]);
  });
});
