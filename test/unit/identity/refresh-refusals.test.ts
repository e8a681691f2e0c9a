import { expect } from 'chai';
import { refusal, refusalCode } from '../refusal.js';
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
  /** A client goes on twice, and half a minute later somebody comes with the first token. */
  const stolen = async () => {
    const newest = await successor(await successor(first));
    all.pass(30_000);
    all.work.attempts = 0;
    return { thief: first, newest };
  };
  return { ...all, user, first, run, successor, ended, theft, stolen };
};

describe('refresh with what is not worth anything:', () => {
  it('a token that is none of ours: is refused as that, and nothing changes', async () => {
    const { run, tokens, first, stored } = await setUp();
    const before = stored();
    for (const unknown of [
      '',
      tokens.first(),
      tokens.hash(first),
      `${first} `,
      first.slice(1),
      first.slice(44),
      `${first}=`,
    ]) {
      const { code, message } = await refusal(() => run(unknown));
      expect([code, message]).to.deep.equal(['token-invalid', 'This is no refresh token of ours.']);
    }
    expect(stored()).to.deep.equal(before);
  });

  it('ASVS 7.3.1 a session that was not used: at the end of its idle life: has ended', async () => {
    const { run, successor, first, pass } = await setUp();
    pass(599_999);
    const token = await successor(first);
    pass(600_000);
    const { code, message } = await refusal(() => run(token));
    expect([code, message]).to.deep.equal(['session-ended', 'This session has ended: log in again.']);
  });

  it('a session past its life: by any of its tokens: is no theft', async () => {
    const { run, stolen, pass, memory, ended } = await setUp();
    const { thief, newest } = await stolen();
    pass(600_000);
    for (const token of [thief, newest])
      expect(await refusalCode(() => run(token))).to.equal('session-ended');
    expect([memory.audit, ended()]).to.deep.equal([[], undefined]);
  });

  it('a session that was ended: by any of its tokens: has ended, and nothing changes', async () => {
    const { run, stolen, manage, user, stored, memory } = await setUp();
    const { thief, newest } = await stolen();
    await manage.endAllOwn(user.id, by);
    const before = stored();
    for (const token of [newest, thief])
      expect(await refusalCode(() => run(token))).to.equal('session-ended');
    expect(stored()).to.deep.equal(before);
    expect(memory.audit.map(({ action }) => action)).to.deep.equal(['session.ended']);
  });

  it('ASVS 7.4.2 a deactivated user: with a token that was fine: is refused, and nothing changes', async () => {
    const { run, first, memory, user, stored } = await setUp();
    await memory.users.change(user.id, (current) => ({ ...current, active: false }));
    const before = stored();
    expect(await refusalCode(() => run(first))).to.equal('session-ended');
    expect(stored()).to.deep.equal(before);
  });
});

describe('refresh with what somebody else has, too:', () => {
  it('ASVS 10.4.5 a token superseded 30 s ago: ends the session for both, and is told of once', async () => {
    const { run, stolen, memory, ended, theft } = await setUp();
    const { thief, newest } = await stolen();
    const { code, message } = await refusal(() => run(thief));
    expect([code, message]).to.deep.equal(['session-ended', 'This session has ended: log in again.']);
    expect(ended()).to.equal('2026-11-22T12:00:30.000Z');
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

  it('a theft: in one of several sessions: leaves the others', async () => {
    const { run, stolen, start, user, successor } = await setUp();
    const other = await start(user.id);
    const { thief } = await stolen();
    await refusal(() => run(thief));
    expect(await successor(other.first)).to.be.a('string');
  });

  for (const [what, failures] of [
    ['once', ['after']],
    ['twice', ['after', 'after']],
    ['once, and cannot begin then', ['after', 'before']],
    ['once it is committed', ['committed']],
    ['once, and then once it is committed', ['after', 'committed']],
  ] as const) {
    it(`a theft: when the unit of work fails ${what}: ends the session all the same, told of once`, async () => {
      const { run, stolen, work, memory, ended, theft } = await setUp();
      const { thief } = await stolen();
      work.failures = [...failures];
      expect(await refusalCode(() => run(thief))).to.equal('session-ended');
      expect(work.attempts).to.equal(failures.length + 1);
      expect(ended()).to.be.a('string');
      expect(memory.audit).to.deep.equal([theft]);
    });
  }

  it('a theft: when the unit of work fails three times: fails, and is found again with the next', async () => {
    const { run, stolen, work, ended } = await setUp();
    const { thief } = await stolen();
    work.failures = ['after', 'before', 'after'];
    expect(await run(thief).catch((error: Error) => error.message)).to.equal('failed in attempt 3');
    expect([work.attempts, ended()]).to.deep.equal([3, undefined]);
    expect(await refusalCode(() => run(thief))).to.equal('session-ended');
    expect(ended()).to.be.a('string');
  });

  it('what may be a theft, but fails before that is known: is not tried again', async () => {
    const { run, stolen, work, ended } = await setUp();
    const { thief } = await stolen();
    work.failures = ['before'];
    expect(await run(thief).catch((error: Error) => error.message)).to.equal('failed in attempt 1');
    expect([work.attempts, ended()]).to.deep.equal([1, undefined]);
  });

  it('a refusal that is no theft: when the unit of work fails: is not tried again', async () => {
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
