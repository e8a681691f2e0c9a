import { expect } from 'chai';
import { by, setUp } from './sending.js';

describe('an email job', () => {
  it('sent: is audited with its requester as initiator, and removed', async () => {
    const { use, work, queue, ada, emailJobs } = await setUp();
    await queue('reset', ada.email);
    expect(await use.next()).to.deep.equal({ outcome: 'sent' });
    const subject = { kind: 'user', id: ada.id };
    expect(work.audit).to.deep.equal([{ action: 'mail.sent', subject, details: { kind: 'reset' }, by }]);
    expect(emailJobs()).to.deep.equal([]);
    expect(await use.next()).to.equal(undefined);
  });

  for (const [kind, purpose, life] of [
    ['reset', 'reset', 1800],
    ['forced-reset', 'reset', 1800],
    ['verification', 'verification', 1800],
    ['invitation', 'invitation', 604_800],
  ] as const) {
    it(`ASVS 6.4.1, 6.4.3, of ${kind}: has a token for ${life} seconds, whose hash is stored`, async () => {
      const { use, mailer, work, queue, ada, clock } = await setUp();
      await queue(kind, ada.email, ada.id);
      await use.next();
      expect(mailer.taken).to.deep.equal([
        { kind, to: ada.email, link: { token: 'token-1', lifetimeSeconds: life } },
      ]);
      const expiresAt = new Date(clock.now().getTime() + life * 1000);
      expect([...work.mailRows.tokens.values()]).to.deep.equal([
        { hash: '#token-1', userId: ada.id, purpose, expiresAt },
      ]);
    });
  }

  it('of a change of email or password: is sent to its address, without a token, also for an inactive account', async () => {
    const { use, users, mailer, work, queue, ada } = await setUp();
    await users.change(ada.id, (current) => ({ ...current, active: false }));
    const kinds = ['email-change-requested', 'email-changed', 'password-changed'] as const;
    for (const kind of kinds) await queue(kind, 'old@example.com', ada.id);
    for (const _ of kinds) await use.next();
    expect(mailer.taken).to.deep.equal(kinds.map((kind) => ({ kind, to: 'old@example.com' })));
    expect(work.mailRows.tokens.size).to.equal(0);
  });

  it('of a used recovery code: says how many are left, when it is sent', async () => {
    const { use, mailer, work, queue, ada } = await setUp();
    await work.recoveryCodes.replace(ada.id, ['#one', '#two']);
    await queue('recovery-code-used', ada.email, ada.id);
    await work.recoveryCodes.take(ada.id, '#one');
    await use.next();
    expect(mailer.taken).to.deep.equal([{ kind: 'recovery-code-used', to: ada.email, codesLeft: 1 }]);
  });

  it('of a forgotten password: is sent to the address as stored', async () => {
    const { use, mailer, queue, add, ada } = await setUp();
    await add('idn', { email: 'ada@xn--bcher-kva.example' });
    for (const to of ['ＡDA@example.com', 'ada@bücher.example']) await queue('reset', to);
    for (const _ of [1, 2]) expect(await use.next()).to.deep.equal({ outcome: 'sent' });
    expect(mailer.taken.map(({ to }) => to)).to.deep.equal([ada.email, 'ada@xn--bcher-kva.example']);
  });

  it('for no account, an inactive one, or an address changed since: is dropped without an audit entry', async () => {
    const { use, users, mailer, work, queue, add, ada, emailJobs } = await setUp();
    await add('idle', { active: false });
    await queue('reset', 'nobody@example.com');
    await queue('reset', 'idle@example.com');
    await queue('verification', 'before@example.com', ada.id);
    await queue('invitation', 'ada@example.com', 7);
    for (let i = 0; i < 4; i += 1) expect(await use.next()).to.deep.equal({ outcome: 'dropped' });
    expect([mailer.taken, work.audit, emailJobs()]).to.deep.equal([[], [], []]);
    expect(work.mailRows.tokens.size).to.equal(0);
    expect(await users.find(ada.id)).to.deep.equal(ada);
  });

  it('to an email verified since: drops the job, since its link would end the used one', async () => {
    const { use, users, mailer, queue, ada, addToken, oneTimeTokens, clock } = await setUp();
    await addToken(ada.id, 'verification', 600);
    await oneTimeTokens.use(`#verification of ${ada.id}`, ada.email);
    await users.change(ada.id, (current) => ({ ...current, emailVerified: true }));
    for (const kind of ['verification', 'reset'] as const) await queue(kind, ada.email, ada.id);
    expect(await use.next()).to.deep.equal({ outcome: 'dropped' });
    expect(await use.next()).to.deep.equal({ outcome: 'sent' });
    expect(mailer.taken.map(({ kind }) => kind)).to.deep.equal(['reset']);
    expect(await oneTimeTokens.findUsed(`#verification of ${ada.id}`, clock.now())).to.not.equal(undefined);
  });

  it('to an address that changes during the sending: is dropped', async () => {
    const { use, work, mailer, queue, ada } = await setUp();
    await queue('reset', ada.email);
    const run = work.run.bind(work);
    work.run = (job) =>
      run(async (repositories) => {
        const lock = repositories.users.lock.bind(repositories.users);
        repositories.users.lock = async (id) => {
          const user = await lock(id);
          return user && { ...user, email: 'other@example.com' };
        };
        return job(repositories);
      });
    expect(await use.next()).to.deep.equal({ outcome: 'dropped' });
    expect(mailer.taken).to.deep.equal([]);
  });
});

describe('an email job that fails', () => {
  const pauses = [10, 60, 300, 900, 3600, 14_400, 43_200];

  it('temporarily: is retried after growing pauses, each time with another token, and fails permanently at last', async () => {
    const { use, mailer, work, clock, queue, ada, emailJobs } = await setUp();
    mailer.trouble = { reason: '451', isFinal: false };
    await queue('reset', ada.email);
    for (const [i, pause] of pauses.entries()) {
      expect(await use.next()).to.deep.include({ outcome: 'postponed' });
      expect([...work.mailRows.tokens.keys()]).to.deep.equal([`#token-${i + 1}`]);
      clock.pass(pause - 1);
      expect(await use.next()).to.equal(undefined);
      clock.pass(1);
    }
    const last = await use.next();
    expect(last).to.deep.include({ outcome: 'failed-permanently' });
    expect(last && 'error' in last && last.error.reason).to.equal('451');
    const subject = { kind: 'user', id: ada.id };
    const details = { kind: 'reset', attempts: 8, reason: '451' };
    expect(work.audit).to.deep.equal([{ action: 'mail.given-up', subject, details, by }]);
    expect(emailJobs()).to.deep.equal([]);
  });

  it('permanently: is not retried', async () => {
    const { use, mailer, work, queue, ada, emailJobs } = await setUp();
    mailer.trouble = { reason: '550', isFinal: true };
    await queue('reset', ada.email);
    expect(await use.next()).to.deep.include({ outcome: 'failed-permanently' });
    expect(work.audit[0]?.details).to.deep.equal({ kind: 'reset', attempts: 1, reason: '550' });
    expect(emailJobs()).to.deep.equal([]);
  });

  it('unexpectedly: is retried, and the cause is returned for the log', async () => {
    const { use, mailer, queue, ada } = await setUp();
    const cause = new Error('a bug');
    mailer.send = async () => {
      throw cause;
    };
    await queue('reset', ada.email);
    const outcome = await use.next();
    expect(outcome).to.deep.include({ outcome: 'postponed' });
    expect(outcome && 'error' in outcome && [outcome.error.reason, outcome.error.cause]).to.deep.equal([
      'failed',
      cause,
    ]);
  });

  it('is claimed for two minutes while it is sent', async () => {
    const { use, mailer, mails, clock, queue, ada } = await setUp();
    await queue('reset', ada.email);
    mailer.send = async () => {
      clock.pass(119);
      expect(await mails.claim(1)).to.equal(undefined);
      clock.pass(1);
      expect(await mails.claim(1)).to.not.equal(undefined);
    };
    expect(await use.next()).to.deep.equal({ outcome: 'sent' });
  });
});
