import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect } from 'chai';
import type { Knex } from 'knex';
import { serviceId } from '../../../src/core/shared/service-name.js';
import { asModerator } from '../../e2e/catalogue/kinds.js';
import { beginSlowly, longAuthors } from '../../e2e/catalogue/slow-clients.js';
import { eventually, open } from '../../integration/contracts/fixtures.js';
import { TestService, useOwnService } from '../../support/service.js';

const count = 8_000;
/** No timeout, since filling a table takes long. */
const patient = { statementTimeoutMs: 600_000 };

/** Whether the service has an open transaction. */
const isReading = async (knex: Knex) => {
  const { rows } = await knex.raw(`
    select 1 from pg_stat_activity where datname = current_database() and xact_start is not null
    and application_name = '${serviceId}' and pid <> pg_backend_pid()`);
  return rows.length > 0;
};

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');
/** Bytes in use by this process, which runs the service, after garbage collection. */
const memory = () => {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

describe('an export to a client that reads slowly', () => {
  const service = useOwnService({ DB__POOL_MAX: '1' });
  const { send, token } = asModerator(service);
  let knex: Knex;
  before(async () => {
    knex = open(service().databaseUrl, patient);
    await knex.raw(longAuthors(count));
  });
  after(() => knex?.destroy());

  const changeEverything = async () => {
    const added = await send('POST', '/authors', { name: 'Late' });
    const changed = await send('PATCH', `/authors/${count}`, { name: 'Changed' });
    const removed = await send('DELETE', `/authors/${count - 1}`);
    return [added.status, changed.status, removed.status];
  };

  it('with one connection in the pool: blocks no request, keeps nothing in memory, and is one snapshot', async () => {
    // The first request and its check allocate memory that does not belong to the export.
    await send('GET', '/authors/1');
    const before = memory();
    const client = await beginSlowly(service(), '/authors/export', token());
    await eventually(async () => !(await isReading(knex)), 'the export had read everything');
    // About 40 MB wait for the client. Their last page may not be on disk yet.
    await eventually(() => memory() - before < 10_000_000, 'the waiting data was not in memory');
    expect(await changeEverything()).to.deep.equal([201, 200, 204]);
    const read = await send('GET', `/authors/${count}`, undefined, { 'cache-control': 'no-cache' });
    expect(read.body.name).to.equal('Changed');

    const { head, rows, isWhole } = await client.finish();
    expect(head).to.match(/^HTTP\/1\.1 200 OK\r\n/);
    expect(isWhole).to.equal(true);
    expect(rows.map(({ id }) => id)).to.deep.equal(Array.from({ length: count }, (_, i) => i + 1));
    expect(new Set(rows.map(({ name }) => name))).to.deep.equal(new Set(['Somebody']));
  });
});

describe('a service that is stopped while an export waits for its client:', () => {
  it('stops', async () => {
    const service = await TestService.start();
    const knex = open(service.databaseUrl, patient);
    await knex.raw(longAuthors(5_000));
    await knex.destroy();
    const client = await beginSlowly(service, '/authors/export', await service.tokenAs('moderator'));
    await service.stop();
    expect((await client.finish()).isWhole).to.equal(false);
  });
});
