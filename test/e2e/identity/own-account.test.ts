import { expect } from 'chai';
import { useService } from '../../support/service.js';

const me = '/api/v1/users/me';

describe('my account:', () => {
  const service = useService();

  const person = async () => {
    const user = await service().user();
    return { user, token: service().tokenOf(user) };
  };

  it('with my token: on GET: is mine, with an ETag, not to be stored', async () => {
    const { user, token } = await person();
    const { status, body, headers } = await service().call('GET', me, { token });
    expect(status).to.equal(200);
    expect(body).to.include({ id: user.id, email: user.email, visibleName: user.visibleName });
    expect(headers.get('etag')).to.equal('"1"');
    expect(headers.get('cache-control')).to.equal('no-store');
  });

  // RFC 9110 section 13.2.2: preconditions are evaluated whatever Cache-Control says; fetch() adds no-cache itself.
  for (const cacheControl of ['max-age=0', 'no-cache']) {
    it(`with the ETag I have and Cache-Control ${cacheControl}: on GET: answers 304 without a body`, async () => {
      const { token } = await person();
      const headers = { 'if-none-match': '"1"', 'cache-control': cacheControl };
      const { status, text } = await service().call('GET', me, { token, headers });
      expect({ status, text }).to.deep.equal({ status: 304, text: '' });
    });
  }

  for (const method of ['GET', 'PATCH']) {
    it(`without a token: on ${method}: answers 401 unauthenticated with a challenge`, async () => {
      const { status, body, headers } = await service().call(method, me, {
        ...(method === 'PATCH' && { body: { visibleName: 'Nobody' } }),
      });
      expect({ status, code: body.code }).to.deep.equal({ status: 401, code: 'unauthenticated' });
      expect(headers.get('www-authenticate')).to.equal('Bearer realm="api"');
    });
  }

  it('a new name: on PATCH: is kept under a new ETag and version', async () => {
    const { token } = await person();
    const changed = await service().call('PATCH', me, { token, body: { visibleName: 'Renamed Person' } });
    expect(changed.status).to.equal(200);
    expect(changed.body.visibleName).to.equal('Renamed Person');
    expect(changed.headers.get('etag')).to.equal('"2"');
    expect((await service().call('GET', me, { token })).body).to.deep.equal(changed.body);
  });

  it('my own name in another case: on PATCH: is mine to take', async () => {
    const { user, token } = await person();
    const visibleName = user.visibleName.toUpperCase();
    expect((await service().call('PATCH', me, { token, body: { visibleName } })).status).to.equal(200);
  });

  it('the name of somebody else in another case: on PATCH: answers 409 visible-name-taken', async () => {
    const [{ token }, other] = [await person(), await service().user({ visibleName: 'Ærø Ýmir' })];
    const body = { visibleName: other.visibleName.toUpperCase() };
    const answer = await service().call('PATCH', me, { token, body });
    expect({ status: answer.status, code: answer.body.code }).to.deep.equal({
      status: 409,
      code: 'visible-name-taken',
    });
  });

  for (const field of ['role', 'active', 'emailVerified', 'email', 'id', 'passwordHash', 'tokenVersion']) {
    it(`ASVS 8.2.3 ${field} of my own account: on PATCH: answers 422 and changes nothing`, async () => {
      const { token } = await person();
      const before = await service().call('GET', me, { token });
      const body = { visibleName: `Sneaky ${field}`, [field]: 'admin' };
      expect((await service().call('PATCH', me, { token, body })).status).to.equal(422);
      expect((await service().call('GET', me, { token })).body).to.deep.equal(before.body);
    });
  }

  it('an empty patch: on PATCH: answers 422', async () => {
    const { token } = await person();
    expect((await service().call('PATCH', me, { token, body: {} })).status).to.equal(422);
  });

  const preconditions = [
    ['"1"', 200],
    ['*', 200],
    ['"7", "1"', 200],
    ['"2"', 412],
    ['W/"1"', 412],
    ['"one"', 412],
    ['1', 400],
    ['"1', 400],
  ] as const;
  for (const [ifMatch, expected] of preconditions) {
    it(`If-Match ${ifMatch} at version 1: on PATCH: answers ${expected}`, async () => {
      const { user, token } = await person();
      const body = { visibleName: `${user.visibleName} II` };
      const { status } = await service().call('PATCH', me, { token, body, headers: { 'if-match': ifMatch } });
      expect(status).to.equal(expected);
      const now = (await service().call('GET', me, { token })).body.visibleName;
      expect(now).to.equal(expected === 200 ? body.visibleName : user.visibleName);
    });
  }

  it('twenty changes at once with one ETag: on PATCH: one is done, the others answer 412', async () => {
    const { user, token } = await person();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        service().call('PATCH', me, {
          token,
          body: { visibleName: `${user.visibleName} ${i}` },
          headers: { 'if-match': '"1"' },
        }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).to.deep.equal([200, ...Array(19).fill(412)]);
  });

  it('a merge patch by its own media type: on PATCH: is taken as well', async () => {
    const { token } = await person();
    const { status } = await service().call('PATCH', me, {
      token,
      body: { visibleName: 'Merged Name' },
      headers: { 'content-type': 'application/merge-patch+json' },
    });
    expect(status).to.equal(200);
  });
});
