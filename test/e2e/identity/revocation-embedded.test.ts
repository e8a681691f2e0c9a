import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { ids } from '../../../src/composition/service-ids.js';
import { eventually } from '../../integration/contracts/fixtures.js';
import { makeEmbeddedFolder } from '../../support/embedded-folder.js';
import { TestService } from '../../support/service.js';
import { acts, aUser, personOn, worthOf } from './revoking.js';

describe('revocation on the embedded database:', () => {
  const folder = mkdtempSync(join(tmpdir(), 'revocation-'));
  const environment = { DB_URL: undefined, REDIS__HOST: undefined, DATA_DIR: folder, DEMO: 'false' };
  let service: TestService;
  let admin = '';
  const start = async () => {
    service = await TestService.start(environment, { databaseUrl: 'none' });
  };
  before(async () => {
    await makeEmbeddedFolder(folder);
    await start();
    admin = await service.tokenAs('admin');
  });
  after(async () => {
    await service?.stop();
    rmSync(folder, { recursive: true });
  });

  const revoked: { name: string; token: string; worth: readonly number[] }[] = [];

  for (const { id, name, act, worth } of acts) {
    it(`${id} ${name}: counts with the next request`, async () => {
      const person = await personOn(service);
      expect(await worthOf(service, person.token)).to.deep.equal(aUser);
      expect((await act(service, person, admin)).status).to.be.oneOf([200, 204]);
      expect(await worthOf(service, person.token)).to.deep.equal(worth);
      revoked.push({ name, token: person.token, worth });
    });
  }

  it('POST with an Idempotency-Key while its account is removed: answers 401, and creates nothing', async () => {
    const moderator = await service.user({ role: 'moderator' });
    const token = service.tokenOf(moderator);
    const database = service.service.container.get(ids.Database);
    const headers = { 'idempotency-key': 'in-a-race' };
    const answer = await database.transaction(async (removal) => {
      await removal('users').where({ id: moderator.id }).delete();
      const sent = service.call('POST', '/api/v1/movies', { token, headers, body: { title: 'Vagabond' } });
      // The pool has one connection, which this transaction has.
      await eventually(() => database.client.pool.numPendingAcquires() > 0, 'the request waited');
      return { sent };
    });
    const { status, body } = await answer.sent;
    expect([status, body.code]).to.deep.equal([401, 'session-ended']);
    expect(await database('movies')).to.deep.equal([]);
  });

  it('ASVS 7.4.1 whatever was revoked: stays so after a restart', async () => {
    const untouched = await personOn(service);
    await service.stop();
    await start();
    expect(revoked).to.have.length(acts.length);
    for (const { name, token, worth } of revoked) {
      expect({ name, worth: await worthOf(service, token) }).to.deep.equal({ name, worth });
    }
    expect(await worthOf(service, untouched.token)).to.deep.equal(aUser);
  });
});
