import { expect } from 'chai';
import { InviteUser } from '../../../src/core/identity/invite-user.js';
import { FakeMailer } from '../../support/fakes/fake-mailer.js';
import { errorCode } from '../rejections.js';
import { by, identity } from './accounts.js';

const setUp = async () => {
  const all = identity();
  const { work, hasher, refreshTokens, clock, add } = all;
  const mailer = new FakeMailer();
  const use = new InviteUser(all.users, work, hasher, refreshTokens, clock, all.emailLimit, mailer);
  return { ...all, use, mailer, ada: await add('ada') };
};
const invitation = { email: 'eve@example.com', visibleName: 'Eve' };

describe('an invitation', () => {
  it('ASVS 6.4.1: creates an account without a usable password, audited, with an email job', async () => {
    const { use, users, work, emailJobs } = await setUp();
    const { id, passwordHash, ...user } = await use.invite({ ...invitation, role: 'moderator' }, by);
    const rights = { role: 'moderator', active: true, emailVerified: false, tokenVersion: 1, version: 1 };
    expect(user).to.include({ ...invitation, ...rights });
    // The fake hash contains what was hashed, and the fake random token is numbered.
    expect(passwordHash).to.equal('$fake$token-1');
    expect(await users.find(id)).to.deep.include({ id, passwordHash });
    expect(emailJobs()).to.deep.equal([{ kind: 'invitation', userId: id, to: invitation.email }]);
    expect((await work.mails.claim(1))?.by).to.deep.equal(by);
    expect((await use.invite({ email: 'zoe@example.com', visibleName: 'Zoe' }, by)).role).to.equal('user');
    const subject = { kind: 'user', id };
    expect(work.audit.slice(0, 1)).to.deep.equal([
      { action: 'user.created', subject, details: { role: 'moderator', invited: true }, by },
    ]);
  });

  it('with a taken email or name: is rejected, and queues no email', async () => {
    const { use, work, emailJobs } = await setUp();
    const invite = (overrides: object) => use.invite({ ...invitation, ...overrides }, by);
    expect(await errorCode(() => invite({ email: 'ADA@example.com' }))).to.equal('email-taken');
    expect(await errorCode(() => invite({ visibleName: 'ADA' }))).to.equal('visible-name-taken');
    expect([emailJobs(), work.audit]).to.deep.equal([[], []]);
  });
});

describe('a forced reset', () => {
  it('ASVS 6.4.6: replaces the password, ends sessions, tokens and links, and is audited', async () => {
    const { use, users, work, ada, addSessionAndTokens, valid, emailJobs } = await setUp();
    await addSessionAndTokens(ada);
    await use.forceReset(ada.id, by);
    const rights = { tokenVersion: 2, active: true, emailVerified: false };
    expect(await users.find(ada.id)).to.include({ passwordHash: '$fake$token-1', ...rights });
    expect(await valid(ada.id)).to.deep.equal({ sessions: 0, tokens: 0 });
    const details = { sessionId: `session of ${ada.id}`, reason: 'password-reset' };
    const subject = { kind: 'user', id: ada.id };
    expect(work.audit).to.deep.equal([
      { action: 'user.password-reset-forced', subject, by },
      { action: 'session.ended', subject, details, by },
    ]);
    expect(emailJobs()).to.deep.equal([{ kind: 'forced-reset', userId: ada.id, to: ada.email }]);
    expect((await work.mails.claim(1))?.by).to.deep.equal(by);
  });

  it('of an unknown account, or of the last active admin: is rejected and changes nothing; with another one: succeeds', async () => {
    const { use, users, work, emailJobs, add } = await setUp();
    const admin = await add('root', { role: 'admin' });
    await add('away', { role: 'admin', active: false });
    expect(await errorCode(() => use.forceReset(7, by))).to.equal('not-found');
    expect(await errorCode(() => use.forceReset(admin.id, by))).to.equal('last-admin');
    expect(await users.find(admin.id)).to.deep.equal(admin);
    expect([emailJobs(), work.audit]).to.deep.equal([[], []]);
    await add('second', { role: 'admin' });
    await use.forceReset(admin.id, by);
    expect(emailJobs()).to.deep.equal([{ kind: 'forced-reset', userId: admin.id, to: admin.email }]);
  });
});

describe('a service that cannot send email', () => {
  it('rejects invitations and forced resets, and changes nothing', async () => {
    const { use, users, work, mailer, ada, emailJobs } = await setUp();
    mailer.isConfigured = false;
    expect(await errorCode(() => use.invite(invitation, by))).to.equal('mail-not-configured');
    expect(await errorCode(() => use.forceReset(ada.id, by))).to.equal('mail-not-configured');
    expect(await users.find(ada.id)).to.deep.equal(ada);
    expect(await users.findByEmail(invitation.email)).to.equal(undefined);
    expect([emailJobs(), work.audit]).to.deep.equal([[], []]);
  });
});
