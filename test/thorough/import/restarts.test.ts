import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { ids } from '../../../src/composition/service-ids.js';
import { databaseOf, holdingBatch, rows, stored } from '../../e2e/import/held-batches.js';
import { Importer, movieLines } from '../../e2e/import/importing.js';
import { eventually } from '../../integration/contracts/fixtures.js';
import { emptyDatabase } from '../../support/environment.js';
import { TestService } from '../../support/service.js';

describe('a restart during an import', () => {
  let database: Awaited<ReturnType<typeof emptyDatabase>>;
  let current: TestService | undefined;
  beforeEach(async () => {
    database = await emptyDatabase();
    current = await TestService.start({}, { databaseUrl: database.url });
  });
  afterEach(async () => {
    await current?.stop();
    await database.drop();
  });
  const restart = async (overrides = {}) => {
    await current?.stop();
    current = undefined;
    current = await TestService.start(overrides, { databaseUrl: database.url });
    return current;
  };
  /** Starts an import, and stops the service when a part of it is committed. */
  const interrupted = async (service: TestService, text: string, key: string) => {
    const importer = await Importer.of(service);
    const { id } = await importer.dryRun('movies.ndjson', text);
    let restarting: Promise<unknown> | undefined;
    await holdingBatch(service, key, 1_200, async () => {
      await importer.call('POST', `/${id}/start`);
      await eventually(async () => (await stored(service, key)) > 0, 'a batch was committed');
      restarting = service.service.container.get(ids.Imports).runner.stop();
    });
    await restarting;
    return { importer, id, committed: await stored(service, key) };
  };

  it('on the same disk: continues after the committed rows, and counts each row once', async () => {
    const first = current as TestService;
    const { key, text } = movieLines(rows);
    // Later rows about the same items have other values. They are rejected, also after the restart.
    const again = Array.from({ length: 600 }, (_, i) =>
      JSON.stringify({ title: `Other ${i}`, sourceId: `${key}/${i}` }),
    );
    const { importer, id, committed } = await interrupted(first, `${text}${again.join('\n')}\n`, key);
    expect(committed).to.be.above(0).and.below(rows);
    const second = await restart();
    const done = await importer.at(second).settled(id);
    expect(done.status).to.equal('done');
    const counts = { created: rows, changed: 0, unchanged: 0, rejected: 600, authors: 0 };
    expect(done.counts).to.deep.equal({ movies: counts });
    expect(done.rejected.files).to.deep.equal([{ name: 'movies.ndjson', rows: 600 }]);
    expect(await stored(second, key)).to.equal(rows);
  });

  it('on another disk: the import fails with file-lost, and its counts include the committed rows', async () => {
    const first = current as TestService;
    const { key, text } = movieLines(rows);
    const { importer, id, committed } = await interrupted(first, text, key);
    const knex = databaseOf(first);
    await knex('imports').update({ file_seen_at: knex.raw("now() - interval '10 minutes'") });
    const second = importer.at(await restart({ IMPORT__DIR: mkdtempSync(join(tmpdir(), 'imports-')) }));
    await eventually(async () => (await second.read(id)).status === 'failed', 'the import had failed');
    const { failure, counts } = await second.read(id);
    expect(failure.reason).to.equal('file-lost');
    expect(counts.movies.created).to.equal(committed);
  });
});
