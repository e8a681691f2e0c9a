import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { ids } from '../../../src/composition/service-ids.js';
import { signedIn } from '../../e2e/identity/people.js';
import { acts, aUser, none, worthOf } from '../../e2e/identity/revoking.js';
import { eventually } from '../../integration/contracts/fixtures.js';
import { makeEmbeddedFolder } from '../../support/embedded-folder.js';
import type { Environment } from '../../support/environment.js';
import { TestService } from '../../support/service.js';

describe('revocation on the embedded database:', () => {
  const folder = mkdtempSync(join(tmpdir(), 'revocation-'));
  const environment = { DB_URL: undefined, REDIS__HOST: undefined, DATA_DIR: folder, DEMO: 'false' };
  /** Milliseconds after the restart. Only requests that a test delays take longer. */
  const impatient = { ...environment, DB__STATEMENT_TIMEOUT_MS: '1000' };
  let service: TestService;
  let admin = '';
  const start = async (settings = environment as Environment) => {
    service = await TestService.start(settings, { databaseUrl: 'none' });
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
      const person = await signedIn(service);
      expect(await worthOf(service, person.token)).to.deep.equal(aUser);
      expect((await act(service, person, admin)).status).to.be.oneOf([200, 204]);
      expect(await worthOf(service, person.token)).to.deep.equal(worth);
      revoked.push({ name, token: person.token, worth });
    });
  }

  it('POST with an Idempotency-Key while its account is removed: returns 401 and creates nothing', async () => {
    const moderator = await service.user({ role: 'moderator' });
    const token = service.tokenOf(moderator);
    const database = service.service.container.get(ids.Database);
    const headers = { 'idempotency-key': 'in-a-race' };
    const race = await database.transaction(async (removal) => {
      await removal('users').where({ id: moderator.id }).delete();
      const sent = service.call('POST', '/api/v1/movies', { token, headers, body: { title: 'Vagabond' } });
      // This transaction uses the only connection of the pool.
      await eventually(() => database.client.pool.numPendingAcquires() > 0, 'the request waited');
      return { sent };
    });
    const { status, body } = await race.sent;
    expect([status, body.code]).to.deep.equal([401, 'session-ended']);
    expect(await database('movies')).to.deep.equal([]);
  });

  it('ASVS 7.4.1 revoked tokens: stay revoked after a restart', async () => {
    const untouched = await signedIn(service);
    await service.stop();
    await start(impatient);
    expect(revoked).to.have.length(acts.length);
    for (const { name, token, worth } of revoked) {
      expect({ name, worth: await worthOf(service, token) }).to.deep.equal({ name, worth });
    }
    expect(await worthOf(service, untouched.token)).to.deep.equal(aUser);
  });

  it('a COMMIT that is stored but not confirmed: returns 503, and no earlier token or cached value is used', async () => {
    const database = service.service.container.get(ids.Database);
    const moderator = await service.tokenAs('moderator');
    const [person, movie] = [await signedIn(service), await service.movie({ title: 'Before' })];
    const path = `/api/v1/movies/${movie.id}`;
    for (const outcome of ['miss', 'hit'])
      expect((await service.call('GET', path)).headers.get('x-cache')).to.equal(outcome);
    // A deferred trigger runs in the COMMIT: it takes a second longer than the service waits for an answer (2 s).
    await database.raw(`create function linger() returns trigger language plpgsql as
      $$ begin perform pg_sleep(3); return null; end $$`);
    for (const table of ['movies', 'sessions'])
      await database.raw(`create constraint trigger linger after update on ${table}
        deferrable initially deferred for each row execute function linger()`);

    const change = { token: moderator, body: { title: 'After' } };
    expect((await service.call('PATCH', path, change)).status).to.equal(503);
    await eventually(
      async () => (await database('movies').pluck('title')).includes('After'),
      'it was stored',
    );
    expect((await service.call('GET', path)).body.title).to.equal('After');

    const logout = await service.call('POST', '/api/v1/auth/logout', { token: person.token });
    expect(logout.status).to.equal(503);
    await eventually(
      async () => (await database('sessions').whereNotNull('ended_at').pluck('user_id')).includes(person.id),
      'the session ended',
    );
    expect(await worthOf(service, person.token)).to.deep.equal(none);
  });
});
