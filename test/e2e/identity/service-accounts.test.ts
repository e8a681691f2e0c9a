import { expect } from 'chai';
import { ofServiceAccount, ofUser } from '../../../src/core/identity/api-key.js';
import { useService } from '../../support/service.js';
import { keyOf, serviceAccount, serviceAccounts } from './api-keys.js';
import { outcomeOf, signedIn } from './people.js';

const movies = '/api/v1/movies';
const aMovie = { title: 'Vagabond' };
const granting = { permissions: ['catalogue:read', 'catalogue:write'] };

describe('service accounts, and what keys leave behind:', () => {
  const service = useService();
  const call = (method: string, path: string, token?: string, body?: unknown, headers = {}) =>
    service().call(method, path, { token, headers, ...(body !== undefined && { body }) });

  it('a service account: is managed by admins, is no user, and its role and removal count for its keys at once', async () => {
    const admin = await signedIn(service(), { role: 'admin' });
    const users = (await call('GET', '/api/v1/users?count=exact', admin.token)).body.page.total;
    const created = await call('POST', serviceAccounts, admin.token, { name: 'nightly', role: 'moderator' });
    expect(created.status).to.equal(201);
    const path = `${serviceAccounts}/${created.body.id}`;
    const taken = await call('POST', serviceAccounts, admin.token, { name: 'Nightly', role: 'user' });
    expect(outcomeOf(taken)).to.deep.equal([409, 'service-account-name-taken']);
    const made = await call('POST', `${path}/keys`, admin.token, { name: 'cron', ...granting });
    expect(made.status).to.equal(201);
    const { key, ...listed } = made.body;
    expect((await call('GET', `${path}/keys`, admin.token)).body.items).to.deep.equal([listed]);
    const filter = `/api/v1/keys?serviceAccountId=${created.body.id}`;
    expect((await call('GET', filter, admin.token)).body.items).to.deep.equal([listed]);
    expect((await call('POST', movies, key, aMovie)).status).to.equal(201);
    expect((await call('GET', '/api/v1/users/me', key)).status).to.equal(403);
    await call('PATCH', path, admin.token, { role: 'user' }, { 'if-match': '"1"' });
    expect((await call('POST', movies, key, aMovie)).status).to.equal(403);
    expect((await call('GET', '/api/v1/users?count=exact', admin.token)).body.page.total).to.equal(users);
    expect((await call('DELETE', path, admin.token)).status).to.equal(204);
    expect((await call('GET', movies, key)).status).to.equal(401);
    // The same name again is another account.
    await call('POST', serviceAccounts, admin.token, { name: 'nightly', role: 'moderator' });
    expect((await call('GET', movies, key)).status).to.equal(401);
  });

  it('a key of an account that was renamed: has nothing of the account that has its name now', async () => {
    const admin = await signedIn(service(), { role: 'admin' });
    const { id, name } = await serviceAccount(service(), 'user');
    const { key } = await keyOf(service(), ofServiceAccount(id));
    await call('PATCH', `${serviceAccounts}/${id}`, admin.token, { name: `${name} before` });
    await call('POST', serviceAccounts, admin.token, { name, role: 'moderator' });
    expect((await call('GET', movies, key)).status).to.equal(200);
    expect((await call('POST', movies, key, aMovie)).status).to.equal(403);
  });

  it('the audit trail, the history and the log: name the key and its owner', async () => {
    const account = await serviceAccount(service());
    const user = await service().user({ role: 'moderator' });
    for (const [owner, actorId, serviceAccountId] of [
      [ofUser(user.id), user.id, null],
      [ofServiceAccount(account.id), null, account.id],
    ] as const) {
      const { id: keyId, key } = await keyOf(service(), owner, granting as never);
      const { body } = await call('POST', movies, key, aMovie);
      const by = { actorId, serviceAccountId, keyId };
      const admin = await service().tokenAs('admin');
      const trail = await call('GET', `/api/v1/audit?keyId=${keyId}`, admin);
      expect(trail.body.items).to.have.length(1);
      expect(trail.body.items[0]).to.deep.include({ action: 'movie.created', ...by });
      const history = await call('GET', `${movies}/${body.id}/history`, admin);
      expect(history.body.items[0]).to.deep.include(by);
      const line = service().log.findLast(
        ({ message, keyId: logged }) => message === 'request' && logged === keyId,
      );
      expect(line).to.deep.include({ userId: actorId, keyId, ...(serviceAccountId && { serviceAccountId }) });
    }
  });

  it('Idempotency-Keys and imports: a service account has its own; a key shares none with its owner', async () => {
    const account = await serviceAccount(service());
    const user = await signedIn(service(), { role: 'moderator' });
    const [first, second] = [
      await keyOf(service(), ofUser(user.id), granting as never),
      await keyOf(service(), ofServiceAccount(account.id), granting as never),
    ];
    const once = { 'idempotency-key': 'the-same' };
    const ids = new Set<number>();
    for (const token of [user.token, first.key, second.key])
      for (const replayed of [null, 'true']) {
        const { body, headers } = await call('POST', movies, token, aMovie, once);
        expect(headers.get('idempotency-replayed')).to.equal(replayed);
        ids.add(body.id);
      }
    expect(ids.size).to.equal(3);
    const created = await call('POST', '/api/v1/imports', second.key, { name: 'movies.csv' });
    expect(created.body).to.deep.include({ ownerId: null, serviceAccountId: account.id });
    const upload = (token: string) =>
      call('PUT', `/api/v1/imports/${created.body.id}/file`, token, 'title\nVagabond\n');
    expect(outcomeOf(await upload(first.key))).to.deep.equal([403, 'forbidden']);
    expect((await upload(second.key)).status).to.equal(200);
    expect((await call('DELETE', `/api/v1/imports/${created.body.id}`, first.key)).status).to.equal(204);
  });
});
