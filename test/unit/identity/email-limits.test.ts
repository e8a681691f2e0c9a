import { expect } from 'chai';
import type { EmailKind } from '../../../src/core/identity/email-message.js';
import { InviteUser } from '../../../src/core/identity/invite-user.js';
import { limits } from './accounts.js';
import { by, setUp as sending } from './sending.js';

const setUp = async () => {
  const world = await sending();
  const { use, queue, ada, clock, users, work, hasher, refreshTokens, emailLimit, mailer } = world;
  /** Sends all emails that are due. Returns their outcomes. */
  const sendAll = async () => {
    const outcomes = [];
    for (let one = await use.next(); one !== undefined; one = await use.next()) outcomes.push(one.outcome);
    return outcomes;
  };
  /** Requests an email, sends it, and waits a minute. */
  const queueAndSend = async (kind: EmailKind, to = ada.email, userId: number | null = null) => {
    await queue(kind, to, userId);
    const outcomes = await sendAll();
    clock.pass(60);
    return outcomes;
  };
  const invite = new InviteUser(users, work, hasher, refreshTokens, clock, emailLimit, mailer);
  const force = async () => {
    await invite.forceReset(ada.id, by);
    return sendAll();
  };
  /** The hashes of the stored links, and the hash of the link that was sent last. */
  const links = () => [...work.mailRows.tokens.keys()];
  const newest = () => `#${mailer.taken.at(-1)?.link?.token}`;
  return { ...world, sendAll, queueAndSend, invite, force, links, newest };
};

describe('too many emails to one address:', () => {
  for (const kind of ['reset', 'verification', 'invitation'] as const) {
    it(`of ${kind}: the link sent last stays valid, and nothing is sent`, async () => {
      const { queueAndSend, ada, mailer, oneTimeTokens, work, emailJobs, newest } = await setUp();
      for (let i = 0; i < 20; i += 1) await queueAndSend(kind, ada.email, ada.id);
      expect(mailer.taken).to.have.length(limits.email.max);
      expect((await oneTimeTokens.find(newest(), [kind], new Date(0)))?.userId).to.equal(ada.id);
      expect(work.audit).to.have.length(limits.email.max);
      expect(emailJobs()).to.deep.equal([]);
    });
  }

  it('of email-changed or password-changed: no more are sent', async () => {
    for (const kind of ['email-changed', 'password-changed'] as const) {
      const { queue, ada, sendAll } = await setUp();
      for (let i = 0; i < 5; i += 1) await queue(kind, 'old@example.com', ada.id);
      expect(await sendAll()).to.deep.equal(['sent', 'sent', 'sent', 'dropped', 'dropped']);
    }
  });

  it('in any case or form of the address: count together; of another kind, or to others: do not', async () => {
    const { queue, queueAndSend, add, ada, users, mailer, sendAll } = await setUp();
    const bob = await add('bob');
    // Like the database, which knows several forms of an address.
    const find = users.findByEmail.bind(users);
    users.findByEmail = (email) => find(email.replace('\u00ad', ''));
    for (const to of ['ADA@example.com', 'ada@exam\u00adple.com', 'ada@e\u00adxample.com', 'aDa@example.com'])
      await queueAndSend('reset', to);
    expect(mailer.taken).to.have.length(3);
    await queue('verification', ada.email, ada.id);
    await queue('reset', bob.email);
    expect(await sendAll()).to.deep.equal(['sent', 'sent']);
  });

  it('that are not sent, without an account or within the minute: do not count', async () => {
    const { queue, ada, clock, add, sendAll } = await setUp();
    for (let i = 0; i < 10; i += 1) await queue('reset', 'later@example.com');
    await sendAll();
    await add('later');
    await queue('reset', 'later@example.com');
    expect(await sendAll()).to.deep.equal(['sent']);
    for (let i = 0; i < 3; i += 1) {
      for (let j = 0; j < 5; j += 1) await queue('reset', ada.email);
      expect((await sendAll()).filter((outcome) => outcome === 'sent')).to.have.length(1);
      clock.pass(60);
    }
  });

  it('a retry: does not count', async () => {
    const { queue, queueAndSend, ada, clock, mailer, sendAll } = await setUp();
    mailer.trouble = { reason: '451', isFinal: false };
    await queue('reset', ada.email);
    for (let i = 0; i < 6; i += 1) {
      await sendAll();
      clock.pass(14_400);
    }
    mailer.trouble = undefined;
    expect(await sendAll()).to.deep.equal(['sent']);
    clock.pass(60);
    for (let i = 0; i < 3; i += 1) await queueAndSend('reset');
    expect(mailer.taken).to.have.length(3);
  });
});

describe('a newer link', () => {
  for (const [seconds, count] of [
    [59, 1],
    [60, 2],
  ] as const) {
    it(`requested ${seconds} s after the last one: ${count === 1 ? 'is not created' : 'replaces it'}`, async () => {
      const { queue, ada, clock, mailer, sendAll, links, newest } = await setUp();
      await queue('reset', ada.email);
      await sendAll();
      clock.pass(seconds);
      await queue('reset', ada.email);
      await sendAll();
      expect(mailer.taken).to.have.length(count);
      expect(links()).to.deep.equal([newest()]);
    });
  }

  it('of another purpose, or after the last one was used: is created at once', async () => {
    const { queue, ada, oneTimeTokens, sendAll } = await setUp();
    for (const kind of ['reset', 'verification', 'invitation'] as const) await queue(kind, ada.email, ada.id);
    expect(await sendAll()).to.deep.equal(['sent', 'sent', 'sent']);
    await oneTimeTokens.endAll(ada.id);
    await queue('reset', ada.email);
    expect(await sendAll()).to.deep.equal(['sent']);
  });

  it('requested while others wait for a retry: replaces them, so that one is sent in the end', async () => {
    const { queue, ada, add, clock, mailer, emailJobs, sendAll } = await setUp();
    const bob = await add('bob');
    mailer.trouble = { reason: '451', isFinal: false };
    for (const kind of ['verification', 'password-changed', 'reset'] as const)
      await queue(kind, ada.email, ada.id);
    await queue('reset', bob.email);
    await sendAll();
    clock.pass(9);
    await queue('reset', 'ADA@example.com');
    await sendAll();
    expect(emailJobs()).to.have.length(4);
    clock.pass(61);
    mailer.trouble = undefined;
    await queue('reset', 'ADA@example.com');
    await sendAll();
    expect(mailer.taken.map(({ kind, to }) => `${kind} ${to}`)).to.have.members([
      'verification ada@example.com',
      'password-changed ada@example.com',
      'reset bob@example.com',
      'reset ada@example.com',
    ]);
  });
});

describe('a forced reset', () => {
  it('twice within a minute: sends one email, whose link stays valid; everything else happens twice', async () => {
    const { force, links, newest, clock, users, ada, addSession, sessions } = await setUp();
    expect(await force()).to.deep.equal(['sent']);
    clock.pass(59);
    await addSession(ada.id, 'one');
    expect(await force()).to.deep.equal([]);
    expect(links()).to.deep.equal([newest()]);
    expect(await sessions.list(ada.id, clock.now())).to.deep.equal([]);
    expect((await users.find(ada.id))?.tokenVersion).to.equal(3);
    clock.pass(1);
    expect(await force()).to.deep.equal(['sent']);
    expect(links()).to.deep.equal([newest()]);
  });

  it('rejected, as of the last active admin, or of an inactive account: does not count', async () => {
    const { force, invite, ada, users, mailer } = await setUp();
    const set = (patch: object) => users.change(ada.id, (user) => ({ ...user, ...patch }));
    await set({ role: 'admin' });
    for (let i = 0; i < limits.email.max; i += 1)
      await invite.forceReset(ada.id, by).catch((error) => expect(error.code).to.equal('last-admin'));
    await set({ role: 'user', active: false });
    for (let i = 0; i < limits.email.max; i += 1) expect(await force()).to.deep.equal(['dropped']);
    await set({ active: true });
    expect(await force()).to.deep.equal(['sent']);
    expect(mailer.taken).to.have.length(1);
  });

  it('more often than emails are sent: leaves the link sent last, and ends those of other purposes', async () => {
    const { force, links, newest, mailer, clock, ada, addToken } = await setUp();
    for (let i = 0; i < 5; i += 1) {
      await addToken(ada.id, 'verification');
      await force();
      clock.pass(120);
    }
    expect(mailer.taken).to.have.length(limits.email.max);
    expect(links()).to.deep.equal([newest()]);
  });

  it('after the limit of requested resets is reached: is still sent', async () => {
    const { force, queueAndSend, mailer } = await setUp();
    for (let i = 0; i < limits.email.max; i += 1) await queueAndSend('reset');
    expect(await force()).to.deep.equal(['sent']);
    expect(mailer.taken.at(-1)?.kind).to.equal('forced-reset');
  });
});
