import { expect } from 'chai';
import { SetPassword } from '../../../src/core/identity/set-password.js';
import { systemInitiator } from '../../../src/core/shared/audit.js';
import { errorOf, errorPlaces } from '../rejections.js';
import { identity, policy } from './accounts.js';

const chosen = 'eight loud trombones';

const setUp = async () => {
  const all = identity();
  const { users, work, hasher, clock, add } = all;
  const use = new SetPassword(users, work, hasher, policy, clock);
  return { ...all, use, ada: await add('ada'), bob: await add('bob') };
};

describe('a password that the operator sets', () => {
  it('for an account: is hashed, invalidates tokens, and changes nothing else', async () => {
    const { use, users, ada, bob } = await setUp();
    const returned = await use.run('ADA@example.com', chosen);
    const { updatedAt: _, ...now } = (await users.find(ada.id)) ?? {};
    const { updatedAt: __, ...before } = ada;
    expect(now).to.deep.equal({ ...before, passwordHash: `$fake$${chosen}`, tokenVersion: 2, version: 2 });
    expect(returned).to.deep.include(now);
    expect(await users.find(bob.id)).to.deep.equal(bob);
  });

  it('for an account: ends its sessions and links, is audited, and its owner gets an email', async () => {
    const { use, work, ada, bob, addSessionAndTokens, valid, emailJobs } = await setUp();
    await addSessionAndTokens(ada, bob);
    await use.run(ada.email, chosen);
    const left = { ada: await valid(ada.id), bob: await valid(bob.id) };
    expect(left).to.deep.equal({ ada: { sessions: 0, tokens: 0 }, bob: { sessions: 1, tokens: 4 } });
    const subject = { kind: 'user', id: ada.id };
    const ended = { sessionId: `session of ${ada.id}`, reason: 'password-reset' };
    expect(work.audit).to.deep.equal([
      { action: 'user.password-reset', subject, details: { by: 'operator' }, by: systemInitiator },
      { action: 'session.ended', subject, details: ended, by: systemInitiator },
    ]);
    expect(emailJobs()).to.deep.equal([{ kind: 'password-changed', userId: ada.id, to: ada.email }]);
    expect((await work.mails.claim(1))?.by).to.deep.equal(systemInitiator);
  });

  it('that is weak, or of an unknown email: is rejected, and nothing changes', async () => {
    const { use, users, work, ada } = await setUp();
    const weak = () => use.run(ada.email, 'a common password');
    expect([(await errorOf(weak)).code, await errorPlaces(weak)]).to.deep.equal([
      'weak-password',
      ['/password'],
    ]);
    const unknown = await errorOf(() => use.run('eve@example.com', chosen));
    expect(unknown.code).to.equal('not-found');
    expect(unknown.message).to.include('eve@example.com');
    expect(await users.find(ada.id)).to.deep.equal(ada);
    expect(work.audit).to.deep.equal([]);
  });

  it('of an account that is removed during the request: is rejected', async () => {
    const { use, users, work, hasher, ada } = await setUp();
    const hash = hasher.hash.bind(hasher);
    hasher.hash = async (password) => {
      await users.remove(ada.id, () => {});
      return hash(password);
    };
    expect(await errorOf(() => use.run(ada.email, chosen))).to.include({ code: 'not-found' });
    expect(work.audit).to.deep.equal([]);
  });
});
