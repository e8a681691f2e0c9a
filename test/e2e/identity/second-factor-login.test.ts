import { expect } from 'chai';
import { codeOfStep } from '../../support/totp.js';
import { cookieHeader, fromOurPage, setCookies } from './cookie-jar.js';
import { reset, resetToken } from './emails.js';
import { challengeOf, complete, useSecondFactors } from './factors.js';
import { logIn, me, newPassword, outcomeOf, partOf, password, refresh } from './people.js';

const invalid = [401, 'second-factor-invalid'];

describe('a login with a second factor:', () => {
  const { service, step, person, nextCode, emailAbout } = useSecondFactors();

  it('ASVS 6.3.3/6.5.1 a login: needs a code, which works once, and refreshes keep the level', async () => {
    const ada = await person();
    const first = await logIn(service(), ada.email);
    expect(outcomeOf(first)).to.deep.equal([401, 'second-factor-required']);
    expect(first.headers.get('www-authenticate')).to.equal('Bearer realm="api"');
    const { challenge, methods, expiresIn } = first.body;
    expect([methods, expiresIn]).to.deep.equal([['totp', 'recovery-code'], 300]);
    expect(first.text).to.not.match(/"(access|refresh)Token"/);
    expect(setCookies(first)).to.deep.equal({});
    const code = nextCode(ada.secret);
    expect(outcomeOf(await complete(service(), { challenge, code: 'wrong!' }))).to.deep.equal(invalid);
    const { status, body } = await complete(service(), { challenge, code });
    expect([status, body.user.id]).to.deep.equal([200, ada.id]);
    const again = await challengeOf(service(), ada.email);
    const replayed = await complete(service(), { challenge: again, code });
    expect(outcomeOf(replayed)).to.deep.equal(invalid);
    expect(replayed.body.errors[0].pointer).to.equal('/code');
    const refreshed = await refresh(service(), body.refreshToken);
    expect(partOf(refreshed.body.accessToken, 1)).to.include({ acr: 'aal2' });
  });

  it('ASVS 6.5.1 the code that set the app up: is rejected at a login', async () => {
    const ada = await person();
    const challenge = await challengeOf(service(), ada.email);
    const code = codeOfStep(ada.secret, step());
    expect(outcomeOf(await complete(service(), { challenge, code }))).to.deep.equal(invalid);
  });

  it('ASVS 6.5.1 a recovery code: works once, and an email says how many are left', async () => {
    const ada = await person();
    const [recoveryCode = ''] = ada.recoveryCodes;
    const typed = recoveryCode.toLowerCase().replaceAll('-', ' ');
    const used = await complete(service(), {
      challenge: await challengeOf(service(), ada.email),
      recoveryCode: typed,
    });
    expect(used.status).to.equal(200);
    expect(partOf(used.body.accessToken, 1).amr).to.deep.equal(['pwd', 'otp', 'mfa']);
    const email = await emailAbout(ada.email, 'A recovery code of your account was used');
    expect(email?.text).to.include('9 are left');
    const challenge = await challengeOf(service(), ada.email);
    const again = await complete(service(), { challenge, recoveryCode });
    expect(outcomeOf(again)).to.deep.equal(invalid);
    expect(again.body.errors[0].pointer).to.equal('/recoveryCode');
  });

  it('a challenge: ends with a changed password, after five codes, and when it was used', async () => {
    const ada = await person();
    const challenges = [await challengeOf(service(), ada.email), await challengeOf(service(), ada.email)];
    const [first, second] = challenges;
    for (let i = 0; i < 5; i += 1) await complete(service(), { challenge: first, code: '000000x' });
    const code = nextCode(ada.secret);
    expect(outcomeOf(await complete(service(), { challenge: first, code }))).to.deep.equal(invalid);
    const change = { currentPassword: password, newPassword };
    const changed = await service().call('PUT', `${me}/password`, { token: ada.token, body: change });
    expect(changed.status).to.equal(204);
    expect(outcomeOf(await complete(service(), { challenge: second, code }))).to.deep.equal(invalid);
  });

  it('ASVS 6.4.3 a password reset by email: neither skips nor removes it', async () => {
    const ada = await person();
    const token = await resetToken(service(), ada.email, 2);
    expect((await reset(service(), token, newPassword)).status).to.equal(204);
    const login = await logIn(service(), ada.email, newPassword);
    expect(outcomeOf(login)).to.deep.equal([401, 'second-factor-required']);
    const step = { challenge: login.body.challenge, code: nextCode(ada.secret) };
    expect((await complete(service(), step)).status).to.equal(200);
  });

  it('ASVS 3.3.1 a login with cookies: sets a cookie that the code must come with, and then the tokens', async () => {
    const ada = await person();
    const body = { email: ada.email, password, transport: 'cookie' };
    const first = await service().call('POST', '/api/v1/auth/login', { body });
    const cookies = setCookies(first);
    expect(Object.keys(cookies)).to.deep.equal(['sign_in_challenge']);
    const { value = '', maxAge, attributes } = cookies.sign_in_challenge ?? {};
    expect([maxAge, attributes]).to.deep.equal([300, 'HttpOnly; Path=/api/v1/auth; SameSite=Strict']);
    expect(first.text).not.to.include(value);
    const step = { challenge: first.body.challenge, code: nextCode(ada.secret) };
    expect(outcomeOf(await complete(service(), step))).to.deep.equal(invalid);
    const header = fromOurPage(cookieHeader({ sign_in_challenge: value }));
    const done = await complete(service(), step, header);
    expect(done.status).to.equal(200);
    expect(done.text).to.not.match(/"(access|refresh)Token"/);
    const set = setCookies(done);
    expect(Object.keys(set)).to.have.members(['access_token', 'refresh_token', 'sign_in_challenge']);
    expect(set.sign_in_challenge).to.include({ value: '', maxAge: 0 });
    const elsewhere = { ...header, 'sec-fetch-site': 'cross-site' };
    expect(outcomeOf(await complete(service(), step, elsewhere))).to.deep.equal([403, 'cross-site-request']);
  });

  it('ASVS 2.2.1 a second step with neither, both, or unusual proofs: is rejected, and never fails', async () => {
    const challenge = 'x';
    for (const body of [{ challenge }, { challenge, code: '1', recoveryCode: '2' }]) {
      const { status, body: problem } = await complete(service(), body);
      expect([status, problem.errors[0]]).to.deep.equal([
        422,
        {
          pointer: '/code',
          message: 'exactly one of code, recoveryCode is required',
          code: 'object.xor',
        },
      ]);
    }
    for (const odd of ['\0', '１２３４５６', '🎬'.repeat(100), '-1', '1e5'])
      for (const body of [
        { challenge: odd, code: odd },
        { challenge: odd, recoveryCode: odd },
      ])
        expect(outcomeOf(await complete(service(), body)), odd).to.deep.equal(invalid);
    for (const odd of ['', '\ud800', 'x'.repeat(101), 123456])
      expect((await complete(service(), { challenge, code: odd })).status).to.equal(422);
  });
});
