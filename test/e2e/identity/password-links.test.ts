import { expect } from 'chai';
import { ids } from '../../../src/composition/service-ids.js';
import { useService } from '../../support/service.js';
import { forgotten, letterTo, reset, verify } from './letters.js';
import { logIn, register } from './people.js';

const password = 'seven quiet violins';
const newPassword = 'eight louder trumpets';
const chosen = 'nine silent drummers';
const me = '/api/v1/users/me';

describe('my password and the links in letters:', () => {
  const service = useService();

  /** Somebody whose letters of the sign-up have come. */
  const person = async () => {
    const { body: user } = await register(service());
    const { accessToken: token } = (await logIn(service(), user.email)).body;
    const { text } = await letterTo(service(), user.email);
    return { user, token: token as string, verification: /#token=([\w-]+)/.exec(text)?.[1] ?? '' };
  };
  const change = (token: string, body: object = {}) =>
    service().call('PUT', `${me}/password`, {
      token,
      body: { currentPassword: password, newPassword, ...body },
    });

  it('changed by me: the links of before are good for nothing, and a letter says so without one', async () => {
    const { user, token, verification } = await person();
    const recovery = await forgotten(service(), user.email, 2);
    expect((await change(token)).status).to.equal(204);
    expect((await reset(service(), recovery)).body.code).to.equal('one-time-token-invalid');
    expect((await verify(service(), verification)).body.code).to.equal('one-time-token-invalid');
    const { subject, text, html } = await letterTo(service(), user.email, 3);
    expect(subject).to.equal('Your password was changed');
    expect(text + html)
      .to.not.include('#token')
      .and.to.not.include(newPassword);
    expect((await logIn(service(), user.email, newPassword)).status).to.equal(200);
  });

  it('changed by me while a link is used, ten times: one of the two is done, and that one logs in', async () => {
    for (let i = 0; i < 10; i += 1) {
      const { user, token } = await person();
      const recovery = await forgotten(service(), user.email, 2);
      const [changed, recovered] = await Promise.all([change(token), reset(service(), recovery, chosen)]);
      const lost = changed.status === 204 ? recovered : changed;
      expect([changed.status, recovered.status].filter((status) => status === 204)).to.have.length(1);
      expect(lost.body.code).to.be.oneOf(['one-time-token-invalid', 'invalid-credentials', 'session-ended']);
      const logins = [];
      for (const one of [password, newPassword, chosen])
        logins.push((await logIn(service(), user.email, one)).status);
      expect(logins).to.deep.equal(changed.status === 204 ? [401, 200, 401] : [401, 401, 200]);
    }
  });

  for (const [what, made] of [
    ['the email', ({ email }: { email: string }) => email],
    ['the name', ({ visibleName }: { visibleName: string }) => `${visibleName}, ${visibleName}!`],
  ] as const) {
    it(`ASVS 6.2.4 made of ${what} of the account: by me or by a link: is refused, and the link stays good`, async () => {
      const { body: user } = await register(service(), { visibleName: `Zyxwvut ${what} Qponml` });
      const { accessToken: token } = (await logIn(service(), user.email)).body;
      const recovery = await forgotten(service(), user.email, 2);
      for (const [answer, pointer] of [
        [await change(token, { newPassword: made(user) }), '/newPassword'],
        [await reset(service(), recovery, made(user)), '/password'],
      ] as const) {
        expect([answer.status, answer.body.code]).to.deep.equal([422, 'weak-password']);
        const { errors } = answer.body as { errors: { pointer: string; code: string }[] };
        expect(errors.map(({ code }) => code)).to.include('personal');
        expect(errors.map((error) => error.pointer)).to.include(pointer);
      }
      expect((await logIn(service(), user.email)).status).to.equal(200);
      expect((await reset(service(), recovery, chosen)).status).to.equal(204);
    });
  }

  for (const [method, path] of [
    ['PUT', `${me}/password`],
    ['DELETE', me],
  ] as const) {
    it(`ASVS 16.3.1 a wrong one: on ${method} ${path}: is told to the audit trail, by whom and from where`, async () => {
      const { user, token } = await person();
      const body = { currentPassword: 'seven loud violins', ...(method === 'PUT' && { newPassword }) };
      const { status, headers } = await service().call(method, path, { token, body });
      expect(status).to.equal(401);
      const told = await service()
        .service.container.get(ids.Database)('audit')
        .where({ action: 'user.password-refused', subject_id: String(user.id) })
        .select('actor_id', 'ip', 'request_id', 'details');
      expect(told).to.deep.equal([
        { actor_id: user.id, ip: '127.0.0.1', request_id: headers.get('x-request-id'), details: {} },
      ]);
    });
  }
});
