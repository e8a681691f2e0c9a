import { expect } from 'chai';
import { InviteUser } from '../../../src/core/identity/invite-user.js';
import type { LetterKind } from '../../../src/core/identity/letter.js';
import { limits } from './accounts.js';
import { by, setUp } from './sending.js';

/** Sends whatever is due. */
const all = async ({ use }: Awaited<ReturnType<typeof setUp>>) => {
  const became = [];
  for (let one = await use.next(); one !== undefined; one = await use.next()) became.push(one.became);
  return became;
};
const linkOf = ({ mailer }: Awaited<ReturnType<typeof setUp>>) => mailer.taken.at(-1)?.link?.token ?? '';

describe('emails to one address, too many:', () => {
  for (const kind of ['reset', 'verification', 'invitation'] as const) {
    it(`of ${kind}: the link sent last stays good, and nothing is sent`, async () => {
      const world = await setUp();
      const { ask, ada, clock, mailer, oneTimeTokens, work, errands } = world;
      for (let i = 0; i < 20; i += 1) {
        await ask(kind, ada.email, ada.id);
        await all(world);
        clock.pass(60);
      }
      expect(mailer.taken).to.have.length(limits.email.most);
      const found = await oneTimeTokens.find(`#${linkOf(world)}`, [kind], new Date(0));
      expect(found?.userId).to.equal(ada.id);
      expect(work.audit).to.have.length(limits.email.most);
      expect(errands()).to.deep.equal([]);
    });
  }

  for (const kind of ['email-changed', 'password-changed'] as const) {
    it(`of ${kind}: no more are sent`, async () => {
      const world = await setUp();
      for (let i = 0; i < 5; i += 1) await world.ask(kind, 'old@example.com', world.ada.id);
      expect(await all(world)).to.deep.equal(['sent', 'sent', 'sent', 'dropped', 'dropped']);
    });
  }

  it('in whatever case the address is written: count together; those of another kind, or to others, do not', async () => {
    const world = await setUp();
    const { ask, add, ada, clock } = world;
    const bob = await add('bob');
    for (const to of ['ADA@example.com', 'ada@example.com', 'Ada@Example.com', 'aDa@example.com']) {
      await ask('reset', to);
      await all(world);
      clock.pass(60);
    }
    expect(world.mailer.taken).to.have.length(3);
    await ask('verification', ada.email, ada.id);
    await ask('reset', bob.email);
    expect(await all(world)).to.deep.equal(['sent', 'sent']);
  });

  it('in other forms of a stored address: count together', async () => {
    const world = await setUp();
    const { ask, ada, clock, users } = world;
    // As the database does, which knows several forms of one address.
    const find = users.findByEmail.bind(users);
    users.findByEmail = (email) => find(email.replace('\u00ad', ''));
    for (const to of ['ada@exam\u00adple.com', 'ada@e\u00adxample.com', 'ada@ex\u00adample.com', ada.email]) {
      await ask('reset', to);
      await all(world);
      clock.pass(60);
    }
    expect(world.mailer.taken).to.have.length(3);
  });

  it('that are not sent, to nobody or within the minute: count nothing', async () => {
    const world = await setUp();
    const { ask, ada, clock, add } = world;
    for (let i = 0; i < 10; i += 1) await ask('reset', 'later@example.com');
    await all(world);
    await add('later');
    await ask('reset', 'later@example.com');
    expect(await all(world)).to.deep.equal(['sent']);
    for (let i = 0; i < 3; i += 1) {
      for (let again = 0; again < 5; again += 1) await ask('reset', ada.email);
      expect((await all(world)).filter((became) => became === 'sent')).to.have.length(1);
      clock.pass(60);
    }
  });

  it('another attempt at one: counts no more', async () => {
    const world = await setUp();
    const { ask, ada, clock, mailer } = world;
    mailer.trouble = { reason: '451', isFinal: false };
    await ask('reset', ada.email);
    for (let i = 0; i < 6; i += 1) {
      await all(world);
      clock.pass(14_400);
    }
    mailer.trouble = undefined;
    expect(await all(world)).to.deep.equal(['sent']);
    for (let i = 0; i < 3; i += 1) {
      clock.pass(60);
      await ask('reset', ada.email);
      await all(world);
    }
    expect(mailer.taken).to.have.length(3);
  });
});

describe('a newer link', () => {
  for (const [seconds, count] of [
    [59, 1],
    [60, 2],
  ] as const) {
    it(`asked for ${seconds} s after the one before: ${count === 1 ? 'is not made' : 'replaces it'}`, async () => {
      const world = await setUp();
      const { ask, ada, clock, mailer, work } = world;
      await ask('reset', ada.email);
      await all(world);
      clock.pass(seconds);
      await ask('reset', ada.email);
      await all(world);
      expect(mailer.taken).to.have.length(count);
      expect([...work.letterRows.tokens.keys()]).to.deep.equal([`#${linkOf(world)}`]);
    });
  }

  it('of another purpose: is made at once', async () => {
    const world = await setUp();
    for (const kind of ['reset', 'verification', 'invitation'] as const)
      await world.ask(kind, world.ada.email, world.ada.id);
    expect(await all(world)).to.deep.equal(['sent', 'sent', 'sent']);
  });

  it('after the one before was used: is made at once', async () => {
    const world = await setUp();
    await world.ask('reset', world.ada.email);
    await all(world);
    await world.oneTimeTokens.endAll(world.ada.id);
    await world.ask('reset', world.ada.email);
    expect(await all(world)).to.deep.equal(['sent']);
  });

  it('asked for while others wait for another attempt: replaces them, so that one is sent in the end', async () => {
    const world = await setUp();
    const { ask, ada, add, clock, mailer, errands } = world;
    const bob = await add('bob');
    mailer.trouble = { reason: '451', isFinal: false };
    const kinds: LetterKind[] = ['verification', 'password-changed', 'reset'];
    for (const kind of kinds) await ask(kind, ada.email, ada.id);
    await ask('reset', bob.email);
    await all(world);
    clock.pass(9);
    await ask('reset', 'ADA@example.com');
    await all(world);
    expect(errands()).to.have.length(4);
    clock.pass(61);
    mailer.trouble = undefined;
    await ask('reset', 'ADA@example.com');
    mailer.send = async (letter) => {
      mailer.taken.push(letter);
    };
    await all(world);
    expect(mailer.taken.map(({ kind, to }) => `${kind} ${to}`)).to.have.members([
      'verification ada@example.com',
      'password-changed ada@example.com',
      'reset bob@example.com',
      'reset ada@example.com',
    ]);
  });
});

describe('a password taken back', () => {
  const world = async () => {
    const sending = await setUp();
    const { users, work, hasher, refreshTokens, clock, emailLimit, mailer } = sending;
    const invite = new InviteUser(users, work, hasher, refreshTokens, clock, emailLimit, mailer);
    const force = async () => {
      await invite.forceReset(sending.ada.id, by);
      return all(sending);
    };
    const tokens = () => [...work.letterRows.tokens.keys()];
    return { ...sending, force, tokens };
  };

  it('twice within a minute: sends one email, whose link stays good; everything else happens twice', async () => {
    const { force, mailer, tokens, clock, users, ada, addSession, sessions } = await world();
    expect(await force()).to.deep.equal(['sent']);
    clock.pass(59);
    await addSession(ada.id, 'one');
    expect(await force()).to.deep.equal([]);
    expect(tokens()).to.deep.equal([`#${mailer.taken[0]?.link?.token}`]);
    expect(await sessions.list(ada.id, clock.now())).to.deep.equal([]);
    expect((await users.find(ada.id))?.tokenVersion).to.equal(3);
    clock.pass(1);
    expect(await force()).to.deep.equal(['sent']);
    expect(tokens()).to.deep.equal([`#${mailer.taken[1]?.link?.token}`]);
  });

  it('refused, as of the last active admin: counts nothing', async () => {
    const world = await setUp();
    const { users, work, hasher, refreshTokens, clock, emailLimit, mailer } = world;
    await users.change(world.ada.id, (user) => ({ ...user, role: 'admin' }));
    const invite = new InviteUser(users, work, hasher, refreshTokens, clock, emailLimit, mailer);
    for (let i = 0; i < limits.email.most; i += 1)
      await invite.forceReset(world.ada.id, by).catch((error) => expect(error.code).to.equal('last-admin'));
    await users.change(world.ada.id, (user) => ({ ...user, role: 'user' }));
    await invite.forceReset(world.ada.id, by);
    expect(await all(world)).to.deep.equal(['sent']);
  });

  it('of an account that is inactive when the email is due: counts nothing', async () => {
    const { force, ada, users, mailer } = await world();
    await users.change(ada.id, (user) => ({ ...user, active: false }));
    for (let i = 0; i < limits.email.most; i += 1) expect(await force()).to.deep.equal(['dropped']);
    await users.change(ada.id, (user) => ({ ...user, active: true }));
    expect(await force()).to.deep.equal(['sent']);
    expect(mailer.taken).to.have.length(1);
  });

  it('more often than emails are sent: leaves the link sent last, and ends those of other purposes', async () => {
    const { force, mailer, tokens, clock, ada, addToken } = await world();
    for (let i = 0; i < 5; i += 1) {
      await addToken(ada.id, 'verification');
      await force();
      clock.pass(120);
    }
    expect(mailer.taken).to.have.length(limits.email.most);
    expect(tokens()).to.deep.equal([`#${mailer.taken.at(-1)?.link?.token}`]);
  });

  it('after forgotten ones were asked for as often as is allowed: is sent all the same', async () => {
    const { force, ask, ada, use, clock, mailer } = await world();
    for (let i = 0; i < limits.email.most; i += 1) {
      await ask('reset', ada.email);
      await use.next();
      clock.pass(60);
    }
    expect(await force()).to.deep.equal(['sent']);
    expect(mailer.taken.at(-1)?.kind).to.equal('forced-reset');
  });
});
