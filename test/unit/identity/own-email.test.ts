import { expect } from 'chai';
import { OwnAccount } from '../../../src/core/identity/own-account.js';
import { refusalCode, refusalPlaces } from '../refusal.js';
import { by, identity, password } from './accounts.js';

const other = 'other@example.com';

const setUp = async () => {
  const all = identity();
  const { users, work, guesses, add } = all;
  const use = new OwnAccount(users, work, guesses);
  return { ...all, use, ada: await add('ada', { emailVerified: true }), bob: await add('bob') };
};

describe('change the own email', () => {
  it('with the password: counts, and is not verified; the rest stays', async () => {
    const { use, ada } = await setUp();
    const { updatedAt: _, ...changed } = await use.change(
      ada.id,
      { email: other, currentPassword: password },
      [1],
      by,
    );
    const { updatedAt: __, ...before } = ada;
    expect(changed).to.deep.equal({ ...before, email: other, emailVerified: false, version: 2 });
  });

  it('with the password: ends the links to the old address, and writes to both', async () => {
    const { use, work, clock, oneTimeTokens, ada, bob, addToken, errands } = await setUp();
    const [mine, theirs] = [await addToken(ada.id, 'reset'), await addToken(bob.id, 'reset')];
    await work.mails.add({ kind: 'reset', userId: null, to: 'ADA@example.com', by });
    await use.change(ada.id, { email: other, currentPassword: password }, undefined, by);
    expect(await oneTimeTokens.find(`#${mine}`, ['reset'], clock.now())).to.equal(undefined);
    expect(await oneTimeTokens.find(`#${theirs}`, ['reset'], clock.now())).to.not.equal(undefined);
    expect(errands()).to.deep.equal([
      { kind: 'email-changed', userId: ada.id, to: ada.email },
      { kind: 'verification', userId: ada.id, to: other },
    ]);
    expect([(await work.mails.claim(9))?.by, (await work.mails.claim(9))?.by]).to.deep.equal([by, by]);
    const subject = { kind: 'user', id: ada.id };
    const details = { fields: ['email', 'emailVerified'] };
    expect(work.audit).to.deep.equal([{ action: 'user.changed', subject, details, by }]);
  });

  it('ASVS 7.5.1, with another password or none: refuses, tells the audit trail, and writes to nobody', async () => {
    const { use, users, work, ada, errands } = await setUp();
    for (const proof of [{}, { currentPassword: '' }, { currentPassword: `${password} ` }]) {
      const change = () => use.change(ada.id, { email: other, ...proof }, undefined, by);
      work.audit.length = 0;
      expect(await refusalCode(change)).to.equal('invalid-credentials');
      expect(await refusalPlaces(change)).to.deep.equal(['/currentPassword']);
      const entry = { action: 'user.password-refused', subject: { kind: 'user', id: ada.id }, by };
      expect(work.audit).to.deep.equal([entry, entry]);
    }
    expect(await users.find(ada.id)).to.deep.equal(ada);
    expect(errands()).to.deep.equal([]);
  });

  it('ASVS 7.5.1, with a password that is changed meanwhile: refuses and changes nothing', async () => {
    const { use, users, hasher, ada } = await setUp();
    const verify = hasher.verify.bind(hasher);
    hasher.verify = async (...given) => {
      await users.change(ada.id, (current) => ({ ...current, passwordHash: 'another' }));
      return verify(...given);
    };
    const change = () => use.change(ada.id, { email: other, currentPassword: password }, undefined, by);
    expect(await refusalCode(change)).to.equal('invalid-credentials');
    expect((await users.find(ada.id))?.email).to.equal(ada.email);
  });

  it('to the same: changes nothing, and writes to nobody', async () => {
    const { use, work, ada, errands } = await setUp();
    const changed = await use.change(ada.id, { email: ada.email, currentPassword: password }, undefined, by);
    expect(changed).to.include({ email: ada.email, emailVerified: true });
    expect([errands(), work.audit]).to.deep.equal([[], []]);
  });

  it('to the same in another case: is another mailbox, maybe, and unverified', async () => {
    const { use, ada, errands } = await setUp();
    const email = ada.email.toUpperCase();
    const changed = await use.change(ada.id, { email, currentPassword: password }, undefined, by);
    expect(changed).to.include({ email, emailVerified: false });
    expect(errands()).to.have.length(2);
  });

  it('to that of somebody else: refuses, and writes to nobody', async () => {
    const { use, users, ada, bob, errands } = await setUp();
    const change = () => use.change(ada.id, { email: bob.email, currentPassword: password }, undefined, by);
    expect(await refusalCode(change)).to.equal('email-taken');
    expect(await users.find(ada.id)).to.deep.equal(ada);
    expect(errands()).to.deep.equal([]);
  });

  it('of an account that is gone: the session has ended', async () => {
    const { use, users, ada } = await setUp();
    await users.remove(ada.id, () => {});
    const change = () => use.change(ada.id, { email: other, currentPassword: password }, undefined, by);
    expect(await refusalCode(change)).to.equal('session-ended');
  });

  it('not, but the name: needs no password, and what was verified stays so', async () => {
    const { use, hasher, ada } = await setUp();
    const changed = await use.change(ada.id, { visibleName: 'Countess' }, undefined, by);
    expect(changed).to.include({ visibleName: 'Countess', emailVerified: true });
    expect(hasher.verified).to.deep.equal([]);
  });
});
