import { expect } from 'chai';
import { useService } from '../../support/service.js';
import { fromOurPage, logInByCookie } from './cookie-jar.js';
import { logIn, register } from './people.js';

const password = 'seven quiet violins';
const newPassword = 'eight louder trumpets';
const path = '/api/v1/users/me/password';
const me = '/api/v1/users/me';

describe('change my password:', () => {
  const service = useService();

  const person = async () => {
    const { body: user } = await register(service());
    const [here, elsewhere] = [await logIn(service(), user.email), await logIn(service(), user.email)];
    return { user, here: here.body, elsewhere: elsewhere.body };
  };
  const change = (token: string | undefined, body: object = { currentPassword: password, newPassword }) =>
    service().call('PUT', path, { token, body });
  const refresh = (refreshToken: string) =>
    service().call('POST', '/api/v1/auth/refresh', { body: { refreshToken } });

  it('ASVS 6.2.2/6.2.3 with the current one: the new one logs in from then on, the old one does not', async () => {
    const { user, here } = await person();
    const { status, text, headers } = await change(here.accessToken);
    expect({ status, text }).to.deep.equal({ status: 204, text: '' });
    expect(headers.get('cache-control')).to.equal('no-store');
    expect((await logIn(service(), user.email)).status).to.equal(401);
    expect((await logIn(service(), user.email, newPassword)).status).to.equal(200);
  });

  it('ASVS 7.4.3 my other sessions: end at once, and this one goes on, by both of its tokens', async () => {
    const { here, elsewhere } = await person();
    expect((await change(here.accessToken)).status).to.equal(204);
    const ended = await service().call('GET', me, { token: elsewhere.accessToken });
    expect([ended.status, ended.body.code]).to.deep.equal([401, 'session-ended']);
    expect((await refresh(elsewhere.refreshToken)).body.code).to.equal('session-ended');
    expect((await service().call('GET', me, { token: here.accessToken })).status).to.equal(200);
    const refreshed = await refresh(here.refreshToken);
    expect(refreshed.status).to.equal(200);
    const sessions = await service().call('GET', '/api/v1/auth/sessions', {
      token: refreshed.body.accessToken,
    });
    expect(sessions.body.items.map(({ current }: { current: boolean }) => current)).to.deep.equal([true]);
  });

  it('by cookie: from our own page: is done, and the cookies go on; from another site: is refused', async () => {
    const { cookie, email } = await logInByCookie(service());
    const body = { currentPassword: password, newPassword };
    const foreign = { cookie, origin: 'https://evil.test' };
    expect((await service().call('PUT', path, { headers: foreign, body })).body.code).to.equal(
      'cross-site-request',
    );
    expect((await service().call('PUT', path, { headers: fromOurPage(cookie), body })).status).to.equal(204);
    expect((await service().call('GET', me, { headers: { cookie } })).status).to.equal(200);
    expect((await logIn(service(), email, newPassword)).status).to.equal(200);
  });

  const refused: [id: string, what: string, body: object, status: number, code: string, pointer: string][] = [
    [
      '6.2.3',
      'a wrong current one',
      { currentPassword: 'wrong', newPassword },
      401,
      'invalid-credentials',
      '/currentPassword',
    ],
    ['6.2.3', 'no current one', { newPassword }, 422, 'validation-failed', '/currentPassword'],
    [
      '6.2.3',
      'null for the current one',
      { currentPassword: null, newPassword },
      422,
      'validation-failed',
      '/currentPassword',
    ],
    [
      '6.2.8',
      'the current one in another case',
      { currentPassword: 'SEVEN quiet violins', newPassword },
      401,
      'invalid-credentials',
      '/currentPassword',
    ],
    ['6.2.3', 'no new one', { currentPassword: password }, 422, 'validation-failed', '/newPassword'],
    [
      '6.2.1',
      'a new one of 14 characters',
      { currentPassword: password, newPassword: 'vkq tzj wxp mf' },
      422,
      'weak-password',
      '/newPassword',
    ],
    [
      '6.2.4',
      'a common new one',
      { currentPassword: password, newPassword: 'lovethewayyoulie' },
      422,
      'weak-password',
      '/newPassword',
    ],
    [
      '6.2.9',
      'a new one of 257 characters',
      { currentPassword: password, newPassword: 'violin '.repeat(37).slice(0, 257) },
      422,
      'validation-failed',
      '/newPassword',
    ],
    [
      '15.3.3',
      'a role beside',
      { currentPassword: password, newPassword, role: 'admin' },
      422,
      'validation-failed',
      '/role',
    ],
    [
      '8.2.2',
      "somebody else's id beside",
      { currentPassword: password, newPassword, id: 1 },
      422,
      'validation-failed',
      '/id',
    ],
  ];
  for (const [id, what, body, status, code, pointer] of refused) {
    it(`ASVS ${id} ${what}: answers ${status} ${code}, and nothing changes`, async () => {
      const { user, here, elsewhere } = await person();
      const answer = await change(here.accessToken, body);
      expect([answer.status, answer.body.code]).to.deep.equal([status, code]);
      expect(answer.body.errors[0].pointer).to.equal(pointer);
      expect((await logIn(service(), user.email)).status).to.equal(200);
      expect((await service().call('GET', me, { token: elsewhere.accessToken })).status).to.equal(200);
    });
  }

  it('without a token, or with one of a session that ended: answers 401', async () => {
    const { elsewhere, here } = await person();
    expect((await change(undefined)).body.code).to.equal('unauthenticated');
    await change(here.accessToken);
    expect((await change(elsewhere.accessToken)).body.code).to.equal('session-ended');
  });

  it('twenty times at once, each to another one: is done once, and that one logs in', async () => {
    const { user, here } = await person();
    const wanted = Array.from({ length: 20 }, (_, i) => `eight louder trumpets ${i}`);
    const answers = await Promise.all(
      wanted.map((one) => change(here.accessToken, { currentPassword: password, newPassword: one })),
    );
    const done = wanted.filter((_, i) => answers[i]?.status === 204);
    expect(done).to.have.length(1);
    expect((await logIn(service(), user.email, done[0])).status).to.equal(200);
  });

  it('while others log in with the old one: no session of theirs is left', async () => {
    const { user, here } = await person();
    const logins = Array.from({ length: 10 }, () => logIn(service(), user.email));
    const [changed, ...answers] = await Promise.all([change(here.accessToken), ...logins]);
    expect(changed?.status).to.equal(204);
    for (const { status, body } of answers) {
      if (status !== 200) continue;
      const { body: problem } = await service().call('GET', me, { token: body.accessToken });
      expect(problem.code).to.equal('session-ended');
    }
    const sessions = await service().call('GET', '/api/v1/auth/sessions', { token: here.accessToken });
    expect(sessions.body.items).to.have.length(1);
  });
});
