import { expect } from 'chai';
import { ids } from '../../../src/composition/service-ids.js';
import { type CallResult, useOwnService } from '../../support/service.js';
import {
  aMinutePasses,
  auditOf,
  forgot,
  forgotten,
  lettersSent,
  letterTo,
  reset,
  tokenTo,
  verify,
} from './letters.js';
import { logIn, register } from './people.js';

const old = 'seven quiet violins';
const chosen = 'eight loud trombones';

describe('a forgotten password:', () => {
  let now = () => new Date();
  const service = useOwnService({}, { clock: { now: () => now() } });
  afterEach(() => {
    now = () => new Date();
  });

  /** Somebody who has no letter to come. */
  const person = () => service().user();
  const refused = async (token: string, password?: string) => {
    const { status, body } = await reset(service(), token, password);
    return [status, body?.code];
  };
  const gone = [422, 'one-time-token-invalid'];

  it('ASVS 6.3.8 of somebody, of nobody, of an inactive account: is answered alike', async () => {
    const [known, inactive] = [await person(), await service().user({ active: false })];
    const answers = [];
    for (const email of [known.email, 'nobody@example.com', inactive.email])
      answers.push(await forgot(service(), email));
    const seen = ({ status, text, headers }: CallResult) => {
      const names = [...headers].filter(([name]) => !['x-request-id', 'date'].includes(name));
      return { status, text, headers: Object.fromEntries(names) };
    };
    const [first, ...others] = answers.map(seen);
    expect(first).to.deep.include({ status: 202, text: '' });
    for (const other of others) expect(other).to.deep.equal(first);
    await lettersSent(service());
    const written = service().mails.map(({ to }) => to);
    expect(written).to.include(known.email);
    expect(written).to.not.include('nobody@example.com').and.to.not.include(inactive.email);
  });

  it('of an address written in letters that only look alike: is told to the address of the account', async () => {
    const user = await service().user({ email: 'zoe@example.com' });
    await forgot(service(), 'ＺＯＥ@example.com');
    await lettersSent(service());
    expect(service().mails.filter(({ text }) => text.includes('ＺＯＥ'))).to.deep.equal([]);
    expect((await letterTo(service(), user.email)).to).to.equal('zoe@example.com');
  });

  it('by the link in the letter: leads to PUBLIC_URL, whatever Host says', async () => {
    const { email } = await person();
    const headers = { 'x-forwarded-host': 'evil.test', forwarded: 'host=evil.test' };
    await service().call('POST', '/api/v1/auth/password/forgot', { body: { email }, headers });
    const { text, html, subject } = await letterTo(service(), email);
    expect(text).to.match(/ http:\/\/service\.test\/account\/reset#token=[\w-]{43}\n/);
    expect(html).to.match(/href="http:\/\/service\.test\/account\/reset#token=[\w-]{43}"/);
    expect(text + html + subject).to.not.include('evil.test');
  });

  it('ASVS 6.4.3 chosen anew: the old one and every session have ended, and the address is verified', async () => {
    const { body: user } = await register(service());
    const sessions = [await logIn(service(), user.email), await logIn(service(), user.email)];
    await letterTo(service(), user.email);
    const answer = await reset(service(), await forgotten(service(), user.email, 2));
    expect([answer.status, answer.text]).to.deep.equal([204, '']);
    for (const { body } of sessions) {
      const me = await service().call('GET', '/api/v1/users/me', { token: body.accessToken });
      expect(me.status).to.equal(401);
      const again = { body: { refreshToken: body.refreshToken } };
      expect((await service().call('POST', '/api/v1/auth/refresh', again)).status).to.equal(401);
    }
    expect((await logIn(service(), user.email, old)).status).to.equal(401);
    const { status, body } = await logIn(service(), user.email, chosen);
    expect(status).to.equal(200);
    expect(body.user.emailVerified).to.equal(true);
    expect((await letterTo(service(), user.email, 3)).subject).to.equal('Your password was changed');
  });

  it('chosen anew: is told to the audit trail, without anything personal', async () => {
    const user = await person();
    await reset(service(), await forgotten(service(), user.email));
    await lettersSent(service());
    const told = await auditOf(service(), user.id);
    expect(told.map(([action]) => action)).to.deep.equal([
      'mail.sent',
      'user.password-reset',
      'session.ended',
      'mail.sent',
    ]);
    expect(told[0]?.[1]).to.deep.equal({ kind: 'reset' });
    expect(told[1]?.[1]).to.deep.equal({ by: 'reset' });
    expect(told[3]?.[1]).to.deep.equal({ kind: 'password-changed' });
  });

  it('ASVS 6.4.3 by a link that was used: is refused, and the password stays', async () => {
    const { email } = await person();
    const token = await forgotten(service(), email);
    expect(await refused(token)).to.deep.equal([204, undefined]);
    expect(await refused(token, 'nine silent drummers')).to.deep.equal(gone);
    expect((await logIn(service(), email, chosen)).status).to.equal(200);
  });

  it('ASVS 6.4.3 by a link of half an hour ago: is refused; of a minute less: is not', async () => {
    const token = await forgotten(service(), (await person()).email);
    now = () => new Date(Date.now() + 30 * 60_000);
    expect(await refused(token)).to.deep.equal(gone);
    now = () => new Date(Date.now() + 29 * 60_000);
    expect(await refused(token)).to.deep.equal([204, undefined]);
  });

  it('by a link that a newer one has replaced: is refused; by the newer: is not', async () => {
    const { email } = await person();
    const first = await forgotten(service(), email);
    await aMinutePasses(service());
    const second = await forgotten(service(), email, 2);
    expect(await refused(first)).to.deep.equal(gone);
    expect(await refused(second)).to.deep.equal([204, undefined]);
  });

  it('asked for again and again: answers 202 each time, sends nothing within a minute, and leaves the link', async () => {
    const { email } = await person();
    const link = await forgotten(service(), email);
    for (let i = 0; i < 3; i += 1) expect((await forgot(service(), email)).status).to.equal(202);
    await lettersSent(service());
    expect(service().mails.filter(({ to }) => to === email)).to.have.length(1);
    expect(await refused(link)).to.deep.equal([204, undefined]);
  });

  it('by one link, twenty times at once: is chosen once', async () => {
    const token = await forgotten(service(), (await person()).email);
    const answers = await Promise.all(Array.from({ length: 20 }, () => refused(token)));
    expect(answers.map(([status]) => status).sort()).to.deep.equal([204, ...Array(19).fill(422)]);
  });

  it('ASVS 6.2.1 too short: is refused, and the link stays good', async () => {
    const token = await forgotten(service(), (await person()).email);
    expect(await refused(token, 'x'.repeat(14))).to.deep.equal([422, 'weak-password']);
    expect(await refused(token)).to.deep.equal([204, undefined]);
  });

  it('by a link to verify an address, or the other way round: is refused, and neither is used up', async () => {
    const { body: user } = await register(service());
    const verification = await tokenTo(service(), user.email);
    const recovery = await forgotten(service(), user.email, 2);
    expect(await refused(verification)).to.deep.equal(gone);
    expect((await verify(service(), recovery)).body.code).to.equal('one-time-token-invalid');
    expect((await verify(service(), verification)).status).to.equal(204);
    expect(await refused(recovery)).to.deep.equal([204, undefined]);
  });

  it('ASVS 6.4.3 of an account that was deactivated since, for good or for a while, or removed: is refused', async () => {
    const token = await service().tokenAs('admin');
    for (const acts of [[{ active: false }], [{ active: false }, { active: true }], ['DELETE']] as const) {
      const { id, email } = await person();
      const link = await forgotten(service(), email);
      for (const act of acts) {
        const [method, options] = act === 'DELETE' ? [act, { token }] : ['PATCH', { token, body: act }];
        const { status } = await service().call(method, `/api/v1/users/${id}`, options);
        expect(status).to.be.below(300);
      }
      expect(await refused(link), JSON.stringify(acts)).to.deep.equal(gone);
    }
  });

  it('ASVS 6.4.3 and its link: is kept nowhere in the database', async () => {
    const token = await forgotten(service(), (await person()).email);
    const database = service().service.container.get(ids.Database);
    for (const table of ['one_time_tokens', 'mail_queue', 'audit', 'users', 'changes']) {
      const { rows } = await database.raw('select row_to_json(t)::text as row from ?? t', [table]);
      expect(JSON.stringify(rows), table).to.not.include(token);
    }
    expect(await refused(token)).to.deep.equal([204, undefined]);
  });

  it('ASVS 14.2.1 with the token in the URL: is refused, and nothing of it is logged', async () => {
    const token = await forgotten(service(), (await person()).email);
    const path = `/api/v1/auth/password/reset?token=${token}`;
    const { status } = await service().call('POST', path, { body: { token, password: chosen } });
    expect(status).to.equal(400);
    for (const page of ['reset', 'verify', 'page.js'])
      expect((await service().call('GET', `/account/${page}?token=${token}`)).status).to.equal(200);
    expect(await refused(token)).to.deep.equal([204, undefined]);
    expect(JSON.stringify(service().log)).to.not.include(token).and.to.not.include(chosen);
  });

  for (const [what, body] of Object.entries({
    'without a token': { password: chosen },
    'with a number for a token': { token: 1, password: chosen },
    'with an empty token': { token: '', password: chosen },
    'with a token of 501 characters': { token: 'x'.repeat(501), password: chosen },
    'with a password of 257 characters': { token: 'x', password: 'x'.repeat(257) },
    'ASVS 15.3.3 with a role': { token: 'x', password: chosen, role: 'admin' },
    'ASVS 15.3.3 with somebody’s id': { token: 'x', password: chosen, userId: 1 },
  })) {
    it(`${what}: on the reset: answers 422 validation-failed`, async () => {
      const answer = await service().call('POST', '/api/v1/auth/password/reset', { body });
      expect([answer.status, answer.body.code]).to.deep.equal([422, 'validation-failed']);
    });
  }

  for (const token of ['x', 'null', "' or true --", '\u0000', '\ud83d\ude00', 'A'.repeat(43)]) {
    it(`the token ${JSON.stringify(token)}: on the reset: answers 422 one-time-token-invalid`, async () => {
      expect(await refused(token)).to.deep.equal(gone);
    });
  }
});
