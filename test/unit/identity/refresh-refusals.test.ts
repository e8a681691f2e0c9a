import { expect } from 'chai';
import { errorCode } from '../rejections.js';
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
      expect(await errorCode(() => run(unknown)), unknown).to.equal('token-invalid');
    expect(stored()).to.deep.equal(before);
  });

  it('ASVS 7.3.1 a session at the end of its idle time: has ended', async () => {
    const { run, successor, first, pass } = await setUp();
    pass(599_999);
    const token = await successor(first);
    pass(600_000);
    expect(await errorCode(() => run(token))).to.equal('session-ended');
  });

  it('ASVS 7.4.2 an expired or ended session, or one of a deactivated user: rejects all its tokens, and nothing changes', async () => {
    type All = Awaited<ReturnType<typeof setUp>>;
    for (const end of [
      ({ pass }: All) => pass(600_000),
      ({ manage, user }: All) => manage.endAllOwn(user.id, by),
      ({ memory, user }: All) => memory.users.change(user.id, (current) => ({ ...current, active: false })),
    ]) {
      const all = await setUp();
      const { thief, newest } = await all.stolen();
      await end(all);
      const [before, audit] = [all.stored(), [...all.memory.audit]];
      for (const token of [newest, thief])
        expect(await errorCode(() => all.run(token))).to.equal('session-ended');
      expect([all.stored(), all.memory.audit]).to.deep.equal([before, audit]);
    }
  });
});

describe('refresh with a stolen token:', () => {
  it('ASVS 10.4.5 a token superseded 30 s ago: ends the session for both and no other, and is audited once', async () => {
    const { run, stolen, start, user, successor, memory, ended, theft } = await setUp();
    const { thief, newest } = await stolen();
    const other = await start(user.id);
    expect(await errorCode(() => run(thief))).to.equal('session-ended');
    expect(ended()).to.equal('2026-11-22T12:00:30.000Z');
    expect(await successor(other.first)).to.be.a('string');
    for (const token of [newest, thief]) expect(await errorCode(() => run(token))).to.equal('session-ended');
    expect(memory.audit).to.deep.equal([theft]);
  });

  it('the sibling of a used token, at once or later: ends the session', async () => {
    for (const late of [0, 30_000]) {
      const { run, successor, first, pass, memory, ended, theft } = await setUp();
      const one = await successor(first);
      pass(30_000);
      const other = await successor(first);
      await successor(one);
      pass(late);
      expect(await errorCode(() => run(other))).to.equal('session-ended');
      expect(ended()).to.be.a('string');
      expect(memory.audit).to.deep.equal([theft]);
    }
  });

  it('a theft whose unit of work fails up to twice: ends the session, audited once', async () => {
    for (const failures of [
      ['after'],
      ['after', 'after'],
      ['after', 'before'],
      ['committed'],
      ['after', 'committed'],
    ] as const) {
      const { run, stolen, work, memory, ended, theft } = await setUp();
      const { thief } = await stolen();
      work.failures = [...failures];
      expect(await errorCode(() => run(thief))).to.equal('session-ended');
      expect(work.attempts).to.equal(failures.length + 1);
      expect(ended()).to.be.a('string');
      expect(memory.audit).to.deep.equal([theft]);
    }
  });

  it('a theft whose unit of work fails three times: fails, and is detected by the next request', async () => {
    const { run, stolen, work, ended } = await setUp();
    const { thief } = await stolen();
    work.failures = ['after', 'before', 'after'];
    expect(await run(thief).catch((error: Error) => error.message)).to.equal('failed in attempt 3');
    expect([work.attempts, ended()]).to.deep.equal([3, undefined]);
    expect(await errorCode(() => run(thief))).to.equal('session-ended');
    expect(ended()).to.be.a('string');
  });

  it('a failure before a theft is known, or without one: is not retried', async () => {
    const { run, stolen, successor, work, memory, ended } = await setUp();
    const { thief, newest } = await stolen();
    const failed = async (token: string, failure: 'before' | 'after') => {
      work.attempts = 0;
      work.failures = [failure];
      expect(await run(token).catch((error: Error) => error.message)).to.equal('failed in attempt 1');
    };
    await failed(thief, 'before');
    await failed('unknown', 'after');
    await failed(newest, 'after');
    expect([ended(), memory.audit]).to.deep.equal([undefined, []]);
    expect(await successor(newest)).to.be.a('string');
  });
});
