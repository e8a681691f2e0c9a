import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { ids } from '../../../src/composition/service-ids.js';
import { TestService } from '../../support/service.js';
import { beginSlowly, longAuthors } from './slow-clients.js';

const count = 5_000;

describe('an export of the embedded database', () => {
  const folder = mkdtempSync(join(tmpdir(), 'export-'));
  let service: TestService;
  before(async () => {
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

  it('by several at once: is complete for each', async () => {
    const token = await service.tokenAs('moderator');
    const answers = await Promise.all(
      Array.from({ length: 3 }, () => service.call('GET', '/api/v1/authors/export?format=csv', { token })),
    );
    for (const { status, text } of answers) {
      expect([status, text.split('\r\n').length]).to.deep.equal([200, 1 + count + 1 + 1]);
    }
  });
});
