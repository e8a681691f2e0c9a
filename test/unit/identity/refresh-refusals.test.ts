import { expect } from 'chai';
import { refusalCode } from '../refusal.js';
import { by } from './accounts.js';
import { refreshing } from './refreshing.js';

const setUp = async () => {
  const all = refreshing();
  const user = await all.user();
  const { first } = await all.start(user.id);
  const run = (token: string) => all.refresh.run(token, by);
  const successor = async (token: string) => (await run(token)).refreshToken;
  const ended = () => all.row('session-1')?.endedAt?.toISOString();
  const theft = {
    action: 'session.theft',
    subject: { kind: 'user', id: user.id },
    details: { sessionId: 'session-1' },
    by,
  };
  /** A client refreshes twice; half a minute later the first token is presented. */
  const stolen = async () => {
    const newest = await successor(await successor(first));
    all.pass(30_000);
    all.work.attempts = 0;
    return { thief: first, newest };
  };
  return { ...all, user, first, run, successor, ended, theft, stolen };
};

describe('refresh with an invalid token:', () => {
  it('an unknown token: is rejected as that, and nothing changes', async () => {
    const { run, tokens, first, stored } = await setUp();
    const before = stored();
    const damaged = [`${first} `, first.slice(1), first.slice(44), `${first}=`];
    for (const unknown of ['', tokens.first(), tokens.hash(first), ...damaged])
      expect(await refusalCode(() => run(unknown)), unknown).to.equal('token-invalid');
    expect(stored()).to.deep.equal(before);
  });

  it('ASVS 7.3.1 a session at the end of its idle life: has ended', async () => {
    const { run, successor, first, pass } = await setUp();
    pass(599_999);
    const token = await successor(first);
    pass(600_000);
    expect(await refusalCode(() => run(token))).to.equal('session-ended');
  });

  it('a session past its life, by any of its tokens: is no theft', async () => {
    const { run, stolen, pass, memory, ended } = await setUp();
    const { thief, newest } = await stolen();
    pass(600_000);
    for (const token of [thief, newest])
      expect(await refusalCode(() => run(token))).to.equal('session-ended');
    expect([memory.audit, ended()]).to.deep.equal([[], undefined]);
  });

  it('an ended session, by any of its tokens: has ended, and nothing changes', async () => {
    const { run, stolen, manage, user, stored, memory } = await setUp();
    const { thief, newest } = await stolen();
    await manage.endAllOwn(user.id, by);
    const before = stored();
    for (const token of [newest, thief])
      expect(await refusalCode(() => run(token))).to.equal('session-ended');
    expect(stored()).to.deep.equal(before);
    expect(memory.audit.map(({ action }) => action)).to.deep.equal(['session.ended']);
  });

  it('ASVS 7.4.2 a deactivated user, with a valid token: is rejected, and nothing changes', async () => {
    const { run, first, memory, user, stored } = await setUp();
    await memory.users.change(user.id, (current) => ({ ...current, active: false }));
    const before = stored();
    expect(await refusalCode(() => run(first))).to.equal('session-ended');
    expect(stored()).to.deep.equal(before);
  });
});

describe('refresh with a stolen token:', () => {
  it('ASVS 10.4.5 a token superseded 30 s ago: ends the session for both and no other, and is audited once', async () => {
    const { run, stolen, start, user, successor, memory, ended, theft } = await setUp();
    const { thief, newest } = await stolen();
    const other = await start(user.id);
    expect(await refusalCode(() => run(thief))).to.equal('session-ended');
    expect(ended()).to.equal('2026-11-22T12:00:30.000Z');
    expect(await successor(other.first)).to.be.a('string');
    for (const token of [newest, thief])
      expect(await refusalCode(() => run(token))).to.equal('session-ended');
    expect(memory.audit).to.deep.equal([theft]);
  });

  for (const late of [0, 30_000]) {
    it(`the sibling of a token that was used ${late} ms ago: ends the session`, async () => {
      const { run, successor, first, pass, memory, ended, theft } = await setUp();
      const one = await successor(first);
      pass(30_000);
      const other = await successor(first);
      await successor(one);
      pass(late);
      expect(await refusalCode(() => run(other))).to.equal('session-ended');
      expect(ended()).to.be.a('string');
      expect(memory.audit).to.deep.equal([theft]);
    });
  }

  for (const [what, failures] of [
    ['once', ['after']],
    ['twice', ['after', 'after']],
    ['once, and cannot begin then', ['after', 'before']],
    ['once it is committed', ['committed']],
    ['once, and then once it is committed', ['after', 'committed']],
  ] as const) {
    it(`a theft whose unit of work fails ${what}: ends the session all the same, audited once`, async () => {
      const { run, stolen, work, memory, ended, theft } = await setUp();
      const { thief } = await stolen();
      work.failures = [...failures];
      expect(await refusalCode(() => run(thief))).to.equal('session-ended');
      expect(work.attempts).to.equal(failures.length + 1);
      expect(ended()).to.be.a('string');
      expect(memory.audit).to.deep.equal([theft]);
    });
  }

  it('a theft whose unit of work fails three times: fails, and is found again with the next request', async () => {
    const { run, stolen, work, ended } = await setUp();
    const { thief } = await stolen();
    work.failures = ['after', 'before', 'after'];
    expect(await run(thief).catch((error: Error) => error.message)).to.equal('failed in attempt 3');
    expect([work.attempts, ended()]).to.deep.equal([3, undefined]);
    expect(await refusalCode(() => run(thief))).to.equal('session-ended');
    expect(ended()).to.be.a('string');
  });

  it('a failure before a theft is known: is not retried', async () => {
    const { run, stolen, work, ended } = await setUp();
    const { thief } = await stolen();
    work.failures = ['before'];
    expect(await run(thief).catch((error: Error) => error.message)).to.equal('failed in attempt 1');
    expect([work.attempts, ended()]).to.deep.equal([1, undefined]);
  });

  it('a rejection without theft whose unit of work fails: is not retried', async () => {
    const { run, successor, first, work } = await setUp();
    await successor(await successor(first));
    work.attempts = 0;
    for (const token of [first, 'unknown']) {
      work.failures = ['after'];
      expect(await run(token).catch((error: Error) => error.message)).to.match(/^failed in attempt/);
    }
    expect(work.attempts).to.equal(2);
  });
});
