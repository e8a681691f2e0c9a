import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { ids } from '../../../src/composition/service-ids.js';
import type { User } from '../../../src/core/identity/user.js';
import { beginSlowly, longAuthors } from '../../e2e/catalogue/slow-clients.js';
import { beginOwnExport, fillAuditTrail, manyEntries } from '../../e2e/identity/own-exports.js';
import { me } from '../../e2e/identity/people.js';
import { makeEmbeddedFolder } from '../../support/embedded-folder.js';
import { TestService } from '../../support/service.js';

const count = 5_000;

describe('an export of the embedded database', () => {
  const folder = mkdtempSync(join(tmpdir(), 'export-'));
  let service: TestService;
  before(async () => {
    await makeEmbeddedFolder(folder);
    const environment = {
      DB_URL: undefined,
      REDIS__HOST: undefined,
      DATA_DIR: folder,
      DEMO: 'false',
      DB__STATEMENT_TIMEOUT_MS: '60000',
    };
    service = await TestService.start(environment, { databaseUrl: 'none' });
    await service.service.container.get(ids.Database).raw(longAuthors(count));
  });
  after(async () => {
    // The database is searched for secrets when its service stops.
    await service?.service.container.get(ids.Database).raw('truncate authors, audit cascade');
    await service?.stop();
    rmSync(folder, { recursive: true });
  });

  it('to a client that does not read: blocks no other request, and is as of its start', async () => {
    const token = await service.tokenAs('moderator');
    const client = await beginSlowly(service, '/authors/export', token);
    const changed = await service.call('PATCH', `/api/v1/authors/${count}`, {
      token,
      body: { name: 'Changed' },
    });
    const added = await service.author({ name: 'Late' });
    const read = await service.call('GET', `/api/v1/authors/${added.id}`);
    expect([changed.status, read.body.name]).to.deep.equal([200, 'Late']);
    const { rows, isWhole } = await client.finish();
    expect([isWhole, rows.length]).to.deep.equal([true, count]);
    expect(new Set(rows.map(({ name }) => name))).to.deep.equal(new Set(['Somebody']));
  });

  it('of my data, to a slow client: blocks no other request, and is as of its start', async () => {
    const user = await service.user();
    await fillAuditTrail(service, user);
    const token = service.tokenOf(user);
    const response = await beginOwnExport(service, token);
    const body = { visibleName: 'Somebody Patient' };
    expect((await service.call('PATCH', me, { token, body })).status).to.equal(200);
    const { account, audit } = (await response.json()) as { account: User; audit: { action: string }[] };
    expect(account.visibleName).to.equal(user.visibleName);
    expect(audit.map(({ action }) => action)).to.include('user.changed');
    expect(audit).to.have.length(manyEntries + 1);
  });
});
