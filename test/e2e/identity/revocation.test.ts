import { expect } from 'chai';
import type { Account, User } from '../../../src/core/identity/user.js';
import { useService } from '../../support/service.js';

const me = '/api/v1/users/me';

describe('tokens already issued:', () => {
  const service = useService();
  let admin = '';
  before(async () => {
    admin = await service().tokenAs('admin');
  });

  const person = async (overrides: Partial<Account> = {}) => {
    const user = await service().user(overrides);
    return { user, token: service().tokenOf(user) };
  };
  const change = ({ id }: User, body: object) =>
    service().call('PATCH', `/api/v1/users/${id}`, { token: admin, body });
  const ended = async (token: string, path = me) => {
    const { status, body, headers } = await service().call('GET', path, { token });
    expect({ status, code: body.code }).to.deep.equal({ status: 401, code: 'session-ended' });
    expect(headers.get('www-authenticate')).to.include('error="invalid_token"');
  };

  it('ASVS 8.3.2 a moderator made a user: on the next write: gets 403', async () => {
    const { user, token } = await person({ role: 'moderator' });
    const body = { name: 'Agnès Varda' };
    expect((await service().call('POST', '/api/v1/authors', { token, body })).status).to.equal(201);
    await change(user, { role: 'user' });
    expect((await service().call('POST', '/api/v1/authors', { token, body })).status).to.equal(403);
    expect((await service().call('GET', me, { token })).status).to.equal(200);
  });

  it('ASVS 8.3.2 a user made an admin: on the next request: may what admins may', async () => {
    const { user, token } = await person();
    expect((await service().call('GET', '/api/v1/users', { token })).status).to.equal(403);
    await change(user, { role: 'admin' });
    expect((await service().call('GET', '/api/v1/users', { token })).status).to.equal(200);
    await change(user, { role: 'user' });
    expect((await service().call('GET', '/api/v1/users', { token })).status).to.equal(403);
  });

  it('ASVS 7.4.2 a deactivated account: on the next request: gets 401 session-ended', async () => {
    const { user, token } = await person();
    await change(user, { active: false });
    await ended(token);
  });

  it('ASVS 7.4.2 an account deactivated and activated again: with a token from before: gets 401', async () => {
    const { user, token } = await person();
    await change(user, { active: false });
    await change(user, { active: true });
    await ended(token);
  });

  it('ASVS 7.4.2 an account said to be active that is: with its token: goes on', async () => {
    const { user, token } = await person();
    await change(user, { active: true, role: 'moderator' });
    expect((await service().call('GET', me, { token })).status).to.equal(200);
  });

  it('ASVS 7.4.2 a removed account: on the next request: gets 401 session-ended', async () => {
    const { user, token } = await person();
    await service().call('DELETE', `/api/v1/users/${user.id}`, { token: admin });
    await ended(token);
  });

  it('ASVS 7.4.2 a deactivated account: on a read that guests may do: gets 401 all the same', async () => {
    const { user, token } = await person();
    await change(user, { active: false });
    await ended(token, '/api/v1/movies');
  });

  it('a changed name: with a token from before: does not end the session', async () => {
    const { user, token } = await person();
    await change(user, { visibleName: 'Named anew' });
    expect((await service().call('GET', me, { token })).body.visibleName).to.equal('Named anew');
  });

  it('ASVS 7.4.2 an account deactivated while its requests run: from the answer on: none succeeds', async () => {
    const { user, token } = await person();
    const during = Array.from({ length: 20 }, () => service().call('GET', me, { token }));
    await change(user, { active: false });
    const after = await Promise.all(Array.from({ length: 20 }, () => service().call('GET', me, { token })));
    await Promise.all(during);
    expect(after.map(({ status }) => status)).to.deep.equal(Array(20).fill(401));
  });
});
