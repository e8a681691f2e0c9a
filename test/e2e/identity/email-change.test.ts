import { expect } from 'chai';
import { useService } from '../../support/service.js';
import { auditOf, forgotten, lettersSent, letterTo, reset, tokenTo, verify } from './letters.js';
import { logIn, register } from './people.js';

const me = '/api/v1/users/me';
const password = 'seven quiet violins';
let made = 0;
const newAddress = () => {
  made += 1;
  return `changed-${made}@example.com`;
};

describe('another email for my account:', () => {
  const service = useService();

  const person = async () => {
    const { body: user } = await register(service());
    const { body } = await logIn(service(), user.email);
    return { ...user, token: body.accessToken as string };
  };
  const change = (token: string, body: object) => service().call('PATCH', me, { token, body });

  it('with my password: counts at once, and is unverified until its own link is followed', async () => {
    const { email, token } = await person();
    await verify(service(), await tokenTo(service(), email));
    const next = newAddress();
    const { status, body } = await change(token, { email: next, currentPassword: password });
    expect(status).to.equal(200);
    expect(body).to.include({ email: next, emailVerified: false });
    expect((await logIn(service(), email)).status).to.equal(401);
    expect((await logIn(service(), next)).status).to.equal(200);
    await verify(service(), await tokenTo(service(), next));
    expect((await service().call('GET', me, { token })).body.emailVerified).to.equal(true);
  });

  it('with my password: is told to the old address, without the new one', async () => {
    const { id, email, token } = await person();
    const next = newAddress();
    await letterTo(service(), email);
    await change(token, { email: next, currentPassword: password });
    const { subject, text, html } = await letterTo(service(), email, 2);
    expect(subject).to.equal('The email address of your account was changed');
    expect(text + html)
      .to.not.include(next)
      .and.to.not.include('#token');
    await lettersSent(service());
    const told = await auditOf(service(), id);
    const changes = told.filter(([action]) => action === 'user.changed');
    expect(changes).to.deep.equal([['user.changed', { fields: ['email'] }]]);
  });

  it('with my password: ends the links that went to the old address', async () => {
    const { email, token } = await person();
    const verification = await tokenTo(service(), email);
    const recovery = await forgotten(service(), email, 2);
    await change(token, { email: newAddress(), currentPassword: password });
    expect((await verify(service(), verification)).body.code).to.equal('one-time-token-invalid');
    expect((await reset(service(), recovery)).body.code).to.equal('one-time-token-invalid');
  });

  for (const [what, proof, status, code] of [
    ['without my password', {}, 422, 'validation-failed'],
    ['with a wrong password', { currentPassword: 'seven loud violins' }, 401, 'invalid-credentials'],
    ['with an empty password', { currentPassword: '' }, 422, 'validation-failed'],
    [
      'with a password in another case',
      { currentPassword: 'Seven quiet violins' },
      401,
      'invalid-credentials',
    ],
  ] as const) {
    it(`ASVS 7.5.1 ${what}: answers ${status} ${code}, changes nothing and writes to nobody`, async () => {
      const { id, email, token } = await person();
      const next = newAddress();
      const answer = await change(token, { email: next, ...proof });
      expect([answer.status, answer.body.code]).to.deep.equal([status, code]);
      expect((await service().call('GET', me, { token })).body.email).to.equal(email);
      await lettersSent(service());
      expect(service().mails.filter(({ to }) => to === next)).to.deep.equal([]);
      const refusals = (await auditOf(service(), id)).filter(
        ([action]) => action === 'user.password-refused',
      );
      expect(refusals).to.have.length(status === 401 ? 1 : 0);
    });
  }

  it('a password without an email: answers 422', async () => {
    const { token } = await person();
    const body = { visibleName: 'Some other name', currentPassword: password };
    expect((await change(token, body)).status).to.equal(422);
  });

  it('that somebody else has: answers 409 email-taken and changes nothing', async () => {
    const [{ token, email }, other] = [await person(), await person()];
    const taken = other.email.toUpperCase();
    const answer = await change(token, { email: taken, currentPassword: password });
    expect([answer.status, answer.body.code]).to.deep.equal([409, 'email-taken']);
    expect((await service().call('GET', me, { token })).body.email).to.equal(email);
  });

  it('the same that I have: changes nothing, and stays verified', async () => {
    const { email, token } = await person();
    await verify(service(), await tokenTo(service(), email));
    const { body } = await change(token, { email: ` ${email} `, currentPassword: password });
    expect(body).to.include({ email, emailVerified: true });
    await lettersSent(service());
    expect(service().mails.filter(({ to }) => to === email)).to.have.length(1);
  });

  it('that differs in letters which fold alike: is another mailbox, and unverified', async () => {
    const { email, token } = await person();
    await verify(service(), await tokenTo(service(), email));
    const wide = email.replace('someone', 'ｓomeone');
    const { body } = await change(token, { email: wide, currentPassword: password });
    expect(body).to.include({ email: wide, emailVerified: false });
  });

  it('together with a name, under a stale ETag: answers 412 and changes nothing', async () => {
    const { email, token } = await person();
    const body = { email: newAddress(), visibleName: 'Never seen', currentPassword: password };
    const headers = { 'if-match': '"7"' };
    expect((await service().call('PATCH', me, { token, body, headers })).status).to.equal(412);
    expect((await service().call('GET', me, { token })).body.email).to.equal(email);
  });
});
