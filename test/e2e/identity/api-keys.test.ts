import { expect } from 'chai';
import { ofUser } from '../../../src/core/identity/api-key.js';
import { useService } from '../../support/service.js';
import { createKey, keyOf, myKeys } from './api-keys.js';
import { databaseOf, outcomeOf, signedIn } from './people.js';

const movies = '/api/v1/movies';
const aMovie = { title: 'Vagabond' };
const granting = { permissions: ['catalogue:read', 'catalogue:write'] };

describe('API keys:', () => {
  const service = useService();
  const call = (method: string, path: string, token?: string, body?: unknown, headers = {}) =>
    service().call(method, path, { token, headers, ...(body !== undefined && { body }) });

  it('POST: returns the key once, of the documented form; the database has only its SHA-256', async () => {
    const { id: userId, token } = await signedIn(service());
    const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
    const { status, body, headers } = await createKey(service(), token, { expiresAt });
    expect(status).to.equal(201);
    const { key, ...rest } = body;
    expect(key).to.match(/^pdba_[0-9a-f]{16}_[0-9a-f]{72}$/);
    const wanted = { name: 'A dashboard', permissions: ['catalogue:read'], userId, expiresAt };
    expect(rest).to.deep.include({ ...wanted, serviceAccountId: null, lastUsedAt: null });
    expect(key).to.include(`pdba_${body.id}_`);
    expect([headers.get('location'), headers.get('etag')]).to.deep.equal([`${myKeys}/${body.id}`, '"1"']);
    const read = await call('GET', `${myKeys}/${body.id}`, token);
    expect([read.body, read.headers.get('etag')]).to.deep.equal([rest, '"1"']);
    expect((await call('GET', myKeys, token)).body.items).to.deep.equal([rest]);
    const stored = JSON.stringify(await databaseOf(service())('api_keys').where({ id: body.id }));
    expect(stored).to.not.include(key.slice(-72));
    const mails = await databaseOf(service())('audit').where({
      key_id: null,
      action: 'key.created',
      actor_id: userId,
    });
    expect(mails[0].details).to.deep.include({ keyId: body.id, permissions: ['catalogue:read'] });
  });

  it('PATCH and DELETE: need the current ETag if one is sent; the key of somebody else: is 404', async () => {
    const [owner, other] = [await signedIn(service()), await signedIn(service())];
    const { id, key } = await keyOf(service(), ofUser(owner.id));
    const path = `${myKeys}/${id}`;
    for (const [method, body] of [
      ['GET', undefined],
      ['PATCH', { name: 'Mine' }],
      ['DELETE', undefined],
    ] as const)
      expect(outcomeOf(await call(method, path, other.token, body))).to.deep.equal([404, 'not-found']);
    const stale = { 'if-match': '"7"' };
    for (const [method, body] of [
      ['PATCH', { name: 'Stale' }],
      ['DELETE', undefined],
    ] as const)
      expect((await call(method, path, owner.token, body, stale)).status).to.equal(412);
    const renamed = await call('PATCH', path, owner.token, { name: 'Renamed' }, { 'if-match': '"1"' });
    expect([renamed.body.name, renamed.headers.get('etag')]).to.deep.equal(['Renamed', '"2"']);
    expect((await call('GET', movies, key)).status).to.equal(200);
    expect((await call('DELETE', path, owner.token, undefined, { 'if-match': '"2"' })).status).to.equal(204);
    expect(outcomeOf(await call('GET', movies, key))).to.deep.equal([401, 'key-invalid']);
    expect(outcomeOf(await call('GET', path, owner.token))).to.deep.equal([404, 'not-found']);
  });

  it('a permission that cannot be granted, or that the owner lacks, and a time that is over or too far: are 422, at the value', async () => {
    const { token } = await signedIn(service(), { role: 'moderator' });
    const inAYear = new Date(Date.now() + 367 * 86_400_000).toISOString();
    for (const [overrides, pointer] of [
      [{ permissions: ['catalogue:read', 'account:own'] }, '/permissions/1'],
      [{ permissions: ['users:manage'] }, '/permissions/0'],
      [{ permissions: ['catalogue:write', 'audit:read'] }, '/permissions/1'],
      [{ permissions: [] }, '/permissions'],
      [{ expiresAt: '2020-01-01T00:00:00Z' }, '/expiresAt'],
      [{ expiresAt: inAYear }, '/expiresAt'],
    ] as const) {
      const { status, body } = await createKey(service(), token, overrides);
      expect([status, body.code, body.errors[0].pointer]).to.deep.equal([422, 'validation-failed', pointer]);
    }
  });

  it('a key: may do what was granted to it, and nothing else, even if its owner or a guest may', async () => {
    const admin = await service().user({ role: 'admin' });
    const reading = await keyOf(service(), ofUser(admin.id));
    const writing = await keyOf(service(), ofUser(admin.id), { permissions: ['catalogue:write'] });
    expect((await call('GET', movies, reading.key)).status).to.equal(200);
    expect((await call('POST', movies, writing.key, aMovie)).status).to.equal(201);
    for (const [method, path, key, body] of [
      ['POST', movies, reading.key, aMovie],
      ['GET', movies, writing.key, undefined],
      ['GET', '/api/v1/audit', reading.key, undefined],
      ['GET', '/api/v1/users', reading.key, undefined],
      ['GET', '/api/v1/users/me', reading.key, undefined],
      ['GET', '/api/v1/keys', reading.key, undefined],
      ['POST', myKeys, reading.key, { name: 'Another', permissions: ['catalogue:read'] }],
      ['POST', '/api/v1/auth/logout', reading.key, undefined],
    ] as const)
      expect(outcomeOf(await call(method, path, key, body)), `${method} ${path}`).to.deep.equal([
        403,
        'forbidden',
      ]);
  });

  it('a demotion of the owner, a deactivation and a removal: count from the next request; a new password: ends no key', async () => {
    const admin = await service().tokenAs('admin');
    const user = await signedIn(service(), { role: 'moderator' });
    const { key } = await keyOf(service(), ofUser(user.id), granting as never);
    const worth = async () => [
      (await call('GET', movies, key)).status,
      (await call('POST', movies, key, aMovie)).status,
    ];
    expect(await worth()).to.deep.equal([200, 201]);
    const newPassword = { currentPassword: 'seven quiet violins', newPassword: 'nine slow bassoons' };
    expect((await call('PUT', '/api/v1/users/me/password', user.token, newPassword)).status).to.equal(204);
    expect(await worth()).to.deep.equal([200, 201]);
    const path = `/api/v1/users/${user.id}`;
    await call('PATCH', path, admin, { role: 'user' });
    expect(await worth()).to.deep.equal([200, 403]);
    await call('PATCH', path, admin, { active: false });
    expect(await worth()).to.deep.equal([401, 401]);
    await call('PATCH', path, admin, { active: true });
    expect(await worth()).to.deep.equal([401, 401]);
    const gone = await signedIn(service());
    const other = await keyOf(service(), ofUser(gone.id));
    expect((await call('GET', movies, other.key)).status).to.equal(200);
    await call('DELETE', `/api/v1/users/${gone.id}`, admin);
    expect((await call('GET', movies, other.key)).status).to.equal(401);
  });

  it('unknown, altered, in a cookie or in the query: is no key', async () => {
    const user = await service().user();
    const { key } = await keyOf(service(), ofUser(user.id));
    const altered = key.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
    for (const token of [altered, key.toUpperCase(), `${key}0`, 'pdba_', key.slice(0, 90)]) {
      const response = await call('GET', movies, token);
      expect(response.status, token).to.equal(401);
      expect(response.headers.get('www-authenticate')).to.match(/^Bearer realm="api", error="invalid_token"/);
    }
    const cookie = await call('GET', '/api/v1/users/me', undefined, undefined, {
      cookie: `access_token=${key}`,
    });
    expect(outcomeOf(cookie)).to.deep.equal([401, 'token-invalid']);
    const { status } = await call('POST', `${movies}?access_token=${key}`, undefined, aMovie);
    expect(status).to.equal(401);
  });
});
