import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { ids } from '../../../src/composition/service-ids.js';
import { eventually } from '../../integration/contracts/fixtures.js';
import { useInstances, useOwnService } from '../../support/service.js';
import { holdingBatch, rows, stored } from './held-batches.js';
import { type Body, Importer, movieLines } from './importing.js';

describe('the run of an import', () => {
  const service = useOwnService();
  const losses: Readonly<Record<string, (importer: Importer, admin: string) => Promise<unknown>>> = {
    'another role': (importer, token) =>
      service().call('PATCH', `/api/v1/users/${importer.user.id}`, { token, body: { role: 'user' } }),
    suspension: (importer, token) =>
      service().call('PATCH', `/api/v1/users/${importer.user.id}`, { token, body: { active: false } }),
    removal: (importer, token) => service().call('DELETE', `/api/v1/users/${importer.user.id}`, { token }),
  };

  for (const [loss, lose] of Object.entries(losses)) {
    it(`${loss} of its owner: stops it at the next batch, with what was committed counted`, async () => {
      const admin = await service().tokenAs('admin');
      const importer = await Importer.of(service());
      const { key, text } = movieLines(rows);
      const { id } = await importer.dryRun('movies.ndjson', text);
      const committed = await holdingBatch(service(), key, 1_200, async () => {
        await importer.call('POST', `/${id}/start`);
        await eventually(async () => (await stored(service(), key)) > 0, 'a batch was committed');
        await lose(importer, admin);
        return stored(service(), key);
      });
      let job: Body;
      await eventually(async () => {
        job = (await service().call('GET', `/api/v1/imports/${id}`, { token: admin })).body;
        return job.status === 'failed';
      }, 'the import had failed');
      expect(job.failure.reason).to.equal('permission-lost');
      expect(job.counts.movies.created).to.equal(await stored(service(), key));
      expect(job.counts.movies.created).to.be.at.least(committed).and.below(rows);
      expect(job.result.counts).to.deep.equal(job.counts);
    });
  }

  it('a cancellation: stops it, with what was committed counted, and removes the file', async () => {
    const importer = await Importer.of(service());
    const { key, text } = movieLines(rows);
    const { id } = await importer.dryRun('movies.ndjson', text);
    await holdingBatch(service(), key, 1_200, async () => {
      await importer.call('POST', `/${id}/start`);
      await eventually(async () => (await stored(service(), key)) > 0, 'a batch was committed');
      expect((await importer.call('DELETE', `/${id}`)).status).to.equal(204);
    });
    expect((await importer.call('DELETE', `/${id}`)).status).to.equal(204);
    const { settings, installation } = service().service.container.get(ids.Infrastructure);
    await eventually(
      () => readdirSync(join(settings.IMPORT__DIR, installation)).length === 1,
      'the file was removed',
    );
    const job = await importer.read(id);
    expect(job.status).to.equal('canceled');
    expect(job.counts.movies.created).to.equal(await stored(service(), key));
    expect(job.counts.movies.created).to.be.above(0).and.below(rows);
  });

  it('of a second import: waits until the first one has ended', async () => {
    const importer = await Importer.of(service());
    const [first, second] = [movieLines(rows), movieLines(2)];
    const { id } = await importer.dryRun('movies.ndjson', first.text);
    const other = await importer.create('movies.ndjson');
    await holdingBatch(service(), first.key, 1_200, async () => {
      await importer.call('POST', `/${id}/start`);
      await eventually(async () => (await stored(service(), first.key)) > 0, 'a batch was committed');
      await importer.upload(other, second.text);
      expect((await importer.read(other)).status).to.equal('dry-run-queued');
    });
    expect((await importer.settled(other)).status).to.equal('ready');
    expect((await importer.read(id)).status).to.equal('done');
  });

  it('every change of it: has another ETag, which conditional requests compare', async () => {
    const importer = await Importer.of(service());
    const { id } = await importer.dryRun('movies.ndjson', movieLines(3).text);
    const first = await importer.call('GET', `/${id}`);
    const etag = first.headers.get('etag') as string;
    expect((await importer.call('GET', `/${id}`, { headers: { 'if-none-match': etag } })).status).to.equal(
      304,
    );
    const headers = { 'if-match': etag };
    expect((await importer.call('POST', `/${id}/start`, { headers })).status).to.equal(200);
    expect((await importer.call('DELETE', `/${id}`, { headers })).status).to.equal(412);
    await importer.settled(id);
    expect((await importer.call('GET', `/${id}`)).headers.get('etag')).to.not.equal(etag);
  });

  it('a POST with the same Idempotency-Key: returns the same import', async () => {
    const importer = await Importer.of(service());
    const options = { body: { name: 'movies.csv' }, headers: { 'idempotency-key': 'imports-1' } };
    const [first, second] = [
      await importer.call('POST', '', options),
      await importer.call('POST', '', options),
    ];
    expect([second.status, second.body]).to.deep.equal([201, first.body]);
    expect(second.headers.get('idempotency-replayed')).to.equal('true');
    const other = await importer.call('POST', '', { ...options, body: { name: 'series.csv' } });
    expect(other.body.code).to.equal('idempotency-key-reused');
  });

  it('the list: has the imports of all accounts, newest first, in pages', async () => {
    const importer = await Importer.of(service());
    const created = [await importer.create('a.csv'), await (await Importer.of(service())).create('b.csv')];
    const page = await importer.call('GET', '?limit=1');
    const next = await importer.call('GET', `?limit=1&cursor=${page.body.page.nextCursor}`);
    expect([next.body.items[0].id, page.body.items[0].id]).to.deep.equal(created);
  });
});

describe('an import at two instances', () => {
  const instance = useInstances();

  it('is read and started at either, which returns its rejected rows, and no cached list from before its counts', async () => {
    const here = await Importer.of(instance(0));
    const there = here.at(instance(1));
    const { key, text } = movieLines(3, (i) => (i ? {} : { releaseYear: 'x' }));
    const { id } = await here.dryRun('movies.ndjson', text);
    expect((await there.read(id)).rejected.files).to.deep.equal([{ name: 'movies.ndjson', rows: 1 }]);
    expect((await there.call('GET', `/${id}/rejected`)).text).to.include('importError');
    const imported = () =>
      instance(1).call('GET', `/api/v1/movies?sourceId=${encodeURIComponent(`${key}/1`)}`);
    await eventually(
      async () => (await imported()).headers.get('x-cache') === 'hit',
      'the list was cached without the item',
    );
    expect((await there.start(id)).counts.movies).to.include({ created: 2, rejected: 1 });
    expect((await imported()).body.items).to.have.length(1);
  });
});
