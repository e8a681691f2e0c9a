import { expect } from 'chai';
import { codeAt } from '../../support/fakes/fake-totp.js';
import { errorCode, errorPlaces } from '../rejections.js';
import { password } from './accounts.js';
import { setUp } from './owner-of-factor.js';

describe('begin the set-up of an authenticator app', () => {
  it('recently authenticated, or with the password: returns a secret, which is stored sealed, and changes no login', async () => {
    for (const given of [undefined, password]) {
      const { setUpTotp, caller, initiator, work, ada, clock, users } = await setUp();
      if (given !== undefined) clock.pass(301);
      const begun = await setUpTotp.begin(caller, given, initiator);
      const uri = 'otpauth://totp/ada@example.com?secret=secret-1';
      expect(begun).to.deep.equal({ secret: 'secret-1', uri });
      expect(await work.totpFactors.find(ada.id)).to.deep.equal({
        userId: ada.id,
        secret: `totp:${ada.id}|secret-1`,
        createdAt: clock.now(),
        confirmedAt: null,
      });
      expect(await users.find(ada.id)).to.deep.equal(ada);
      expect(work.audit).to.deep.equal([]);
    }
  });

  it('ASVS 7.5.1, without both, or with a wrong password: is rejected, and stores nothing', async () => {
    const { setUpTotp, caller, initiator, work, ada, clock } = await setUp();
    clock.pass(301);
    const begin = (given?: string) => () => setUpTotp.begin(caller, given, initiator);
    expect(await errorCode(begin())).to.equal('recent-authentication-required');
    expect(await errorPlaces(begin('wrong'))).to.deep.equal(['/currentPassword']);
    expect(await work.totpFactors.find(ada.id)).to.equal(undefined);
  });

  it('a second time: replaces the secret; with a confirmed app: is rejected', async () => {
    const { setUpTotp, caller, initiator, work, ada, enrol } = await setUp();
    await setUpTotp.begin(caller, undefined, initiator);
    expect((await setUpTotp.begin(caller, undefined, initiator)).secret).to.equal('secret-2');
    await enrol();
    const stored = await work.totpFactors.find(ada.id);
    const again = () => setUpTotp.begin(caller, undefined, initiator);
    expect(await errorCode(again)).to.equal('second-factor-exists');
    expect(await work.totpFactors.find(ada.id)).to.deep.equal(stored);
  });

  it('while the password is changed, or the account removed: is rejected', async () => {
    const { setUpTotp, caller, initiator, users, ada, work, hasher } = await setUp();
    const verify = hasher.verify.bind(hasher);
    hasher.verify = async (hash, text) => {
      await users.change(ada.id, (current) => ({ ...current, passwordHash: '$fake$another' }));
      return verify(hash, text);
    };
    const begin = () => setUpTotp.begin(caller, password, initiator);
    expect(await errorCode(begin)).to.equal('invalid-credentials');
    await users.remove(ada.id, () => {});
    expect(await errorCode(begin)).to.equal('session-ended');
    expect(await work.totpFactors.find(ada.id)).to.equal(undefined);
  });

  it('of an account removed during the request: is rejected', async () => {
    const { setUpTotp, caller, initiator, users, ada } = await setUp();
    const find = users.find.bind(users);
    users.find = async (id) => {
      const found = await find(id);
      await users.remove(ada.id, () => {});
      return found;
    };
    expect(await errorCode(() => setUpTotp.begin(caller, undefined, initiator))).to.equal('session-ended');
  });
});

describe('confirm an authenticator app', () => {
  it('ASVS 6.5.2, with a code: stores hashes of ten recovery codes, and returns the codes', async () => {
    const { enrol, work, ada, hashOf, clock, users } = await setUp();
    const { recoveryCodes } = await enrol();
    expect(recoveryCodes).to.deep.equal(Array.from({ length: 10 }, (_, i) => `CODE-${i + 1}`));
    expect(work.factorRows.codes.get(ada.id)).to.deep.equal(recoveryCodes.map(hashOf));
    const { updatedAt: _, ...rest } = ada;
    expect(await users.find(ada.id)).to.deep.include({ ...rest, secondFactor: true, version: 2 });
    const factor = await work.totpFactors.find(ada.id);
    expect(factor?.confirmedAt).to.deep.equal(clock.now());
  });

  it('ASVS 7.4.3: ends the other sessions, and returns a token of this one at aal2', async () => {
    const { enrol, live, tokens, sessions, ada, clock } = await setUp();
    clock.pass(60);
    const now = clock.now();
    const { accessToken, expiresIn, sessionExpiresIn } = await enrol();
    expect(await live()).to.deep.equal(['here']);
    const amr = ['pwd', 'otp', 'mfa'];
    expect(tokens.verify(accessToken)).to.deep.equal({
      userId: ada.id,
      sessionId: 'here',
      role: 'user',
      tokenVersion: 1,
      authTime: now.getTime() / 1000,
      amr,
    });
    expect([expiresIn, sessionExpiresIn]).to.deep.equal([900, 3540]);
    const [session] = await sessions.list(ada.id, now);
    expect(session).to.deep.include({ amr, authenticatedAt: now.toISOString() });
  });

  it('ASVS 16.3.1: is audited, with an email', async () => {
    const { enrol, work, ada, initiator, emailJobs } = await setUp();
    await enrol();
    const subject = { kind: 'user', id: ada.id };
    const details = { sessionId: 'elsewhere', reason: 'second-factor-added' };
    expect(work.audit).to.deep.equal([
      { action: 'user.second-factor-added', subject, details: { kind: 'totp' }, by: initiator },
      { action: 'session.ended', subject, details, by: initiator },
    ]);
    expect(emailJobs()).to.deep.equal([{ kind: 'second-factor-added', userId: ada.id, to: ada.email }]);
    expect((await work.mails.claim(1))?.by).to.deep.equal(initiator);
  });

  it('ASVS 6.5.1, with a code: takes its time step', async () => {
    const { enrol, work, ada, clock } = await setUp();
    await enrol();
    const step = Math.floor(clock.now().getTime() / 30_000);
    expect(await work.totpFactors.takeStep(ada.id, step)).to.equal(false);
    expect(await work.totpFactors.takeStep(ada.id, step + 1)).to.equal(true);
  });

  it('ASVS 6.3.1, with a wrong code: is rejected with a violation of its field, audited and counted, and changes nothing', async () => {
    const { setUpTotp, caller, initiator, work, ada, users, live, clock } = await setUp();
    const { secret } = await setUpTotp.begin(caller, undefined, initiator);
    const wrong = () => setUpTotp.confirm(caller, 'wrong', initiator);
    expect(await errorCode(wrong)).to.equal('second-factor-invalid');
    expect(await errorPlaces(wrong)).to.deep.equal(['/code']);
    const entry = {
      action: 'user.second-factor-refused',
      subject: { kind: 'user', id: ada.id },
      by: initiator,
    };
    expect(work.audit).to.deep.equal([entry, entry]);
    expect([await users.find(ada.id), await live()]).to.deep.equal([ada, ['elsewhere', 'here']]);
    for (let i = 0; i < 8; i += 1) await errorCode(wrong);
    const right = () => setUpTotp.confirm(caller, codeAt(secret, clock.now()), initiator);
    expect(await errorCode(right)).to.equal('too-many-requests');
  });

  it('with right codes: does not count as an attempt', async () => {
    const { enrol, removeOwn, proven, initiator } = await setUp();
    for (let i = 0; i < 11; i += 1) {
      await enrol();
      await removeOwn.run(proven, undefined, initiator);
    }
  });

  it('that is not being set up, or already confirmed: is rejected', async () => {
    const { setUpTotp, caller, initiator, enrol } = await setUp();
    const confirm = () => setUpTotp.confirm(caller, 'any', initiator);
    expect(await errorCode(confirm)).to.equal('not-found');
    await enrol();
    expect(await errorCode(confirm)).to.equal('second-factor-exists');
  });

  it('that is confirmed at the same time: is rejected, and rolled back', async () => {
    const { setUpTotp, caller, initiator, clock, work, users, ada } = await setUp();
    const { secret } = await setUpTotp.begin(caller, undefined, initiator);
    const run = work.run.bind(work);
    work.run = (todo) =>
      run((all) => {
        all.totpFactors.confirm = async () => false;
        return todo(all);
      });
    const confirm = () => setUpTotp.confirm(caller, codeAt(secret, clock.now()), initiator);
    expect(await errorCode(confirm)).to.equal('second-factor-invalid');
    expect((await users.find(ada.id))?.secondFactor).to.equal(false);
  });

  it('of a session that has ended, or an account that was removed: is rejected', async () => {
    const { setUpTotp, caller, initiator, clock, sessions, users, ada } = await setUp();
    const { secret } = await setUpTotp.begin(caller, undefined, initiator);
    await sessions.end({ userId: ada.id, id: 'here' }, clock.now());
    const confirm = () => setUpTotp.confirm(caller, codeAt(secret, clock.now()), initiator);
    expect(await errorCode(confirm)).to.equal('session-ended');
    expect(await users.find(ada.id)).to.deep.equal(ada);
    const find = users.find.bind(users);
    users.find = async (id) => {
      const found = await find(id);
      await users.remove(ada.id, () => {});
      return found;
    };
    for (const _ of ['during', 'before']) expect(await errorCode(confirm)).to.equal('session-ended');
  });
});
