import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { recordStepOf } from '../../src/adapters/import/jobs/record-step.js';
import { KnexImportJobs } from '../../src/adapters/knex/knex-import-jobs.js';
import { KnexImportQueue } from '../../src/adapters/knex/knex-import-queue.js';
import { newImportJob, started, withFile } from '../../src/core/import/import-job.js';
import { type ClaimedJob, RunStopped } from '../../src/core/import/import-jobs.js';
import type { RejectedRow } from '../../src/core/import/import-row.js';
import { repositories } from '../support/repositories.js';
import { account, refusal, useDatabase } from './contracts/fixtures.js';

const around = { before: '[\n', between: ',\n', after: '\n]\n' };
const rejectedRow = (line: number, text = `row ${line}`, file = 'movies.json'): RejectedRow => ({
  place: { file, line },
  violations: [{ pointer: '/title', message: 'is wrong', code: 'wrong' }],
  origin: { textWith: () => text, around },
});
const counts = (created: number, refused: number) => ({
  movies: { created, changed: 0, unchanged: 0, refused, authors: 0 },
});

describe('the steps of an import over HTTP', () => {
  const database = useDatabase();
  const roles = ['moderator', 'admin'] as const;
  afterEach(() => database().knex('imports').delete());

  /** An import that runs, and shorthands for what is stored of it. */
  const running = async (format?: string) => {
    const { knex } = database();
    const { users } = repositories(knex);
    const owner = await users.add({ ...account(), role: 'moderator' });
    const spool = randomUUID();
    const { id } = await knex.transaction(async (trx) => {
      const draft = newImportJob('movies.json', format === undefined ? {} : { format }, {
        actorId: owner.id,
        ip: null,
        requestId: null,
      });
      const job = withFile(draft, { spool, file: randomUUID(), bytes: 3 }, new Date());
      return new KnexImportJobs(trx).add(started({ ...job, status: 'ready' }));
    });
    const job = (await new KnexImportQueue(knex, roles).claim(spool)) as ClaimedJob;
    const step = (created: number, rows: readonly RejectedRow[], total = rows.length) =>
      knex.transaction((trx) =>
        recordStepOf(job, roles)(trx, { counts: counts(created, total), rejected: rows }),
      );
    const jobs = new KnexImportJobs(knex);
    const text = async (file: number) => {
      let all = '';
      for await (const piece of jobs.rejectedText(id, file)) all += Buffer.from(piece);
      return all;
    };
    return { knex, id, owner, job, step, text, read: async () => jobs.find(id) };
  };

  it('store the counts, and the rejected rows of each file as one text', async () => {
    const { step, text, read } = await running();
    await step(1, [rejectedRow(1), rejectedRow(2, 'other', 'all.zip/movies.json')], 2);
    await step(5, [rejectedRow(7), rejectedRow(8)], 4);
    const job = await read();
    expect([job?.counts, job?.attempts]).to.deep.equal([counts(5, 4), 0]);
    expect(await text(0)).to.equal('[\nrow 1,\nrow 7,\nrow 8');
    expect(await text(1)).to.equal('[\nother');
    const files = job?.rejected.files.map(({ name, rows, format, after }) => [name, rows, format, after]);
    expect(files).to.deep.equal([
      ['movies.json', 3, 'json', around.after],
      ['movies-2.json', 1, 'json', around.after],
    ]);
  });

  it('repeated, since the COMMIT had no response: store the rejected rows once', async () => {
    const { step, text } = await running();
    await step(2, [rejectedRow(1)]);
    await step(2, [rejectedRow(1)]);
    expect(await text(0)).to.equal('[\nrow 1');
  });

  it('with more text than is kept, or rows without text: count these as omitted', async () => {
    const { step, text, read } = await running();
    const { origin: _, ...lost } = rejectedRow(3);
    await step(0, [rejectedRow(1, 'x'.repeat(16 * 1024 * 1024)), rejectedRow(2), lost], 3);
    await step(0, [rejectedRow(4)], 4);
    expect((await read())?.rejected).to.deep.include({ omitted: 3 });
    expect(await text(0)).to.equal('[\nrow 4');
  });

  it('of an import that begins anew while its rejected rows are read: end the text in an error', async () => {
    const { knex, id, step } = await running();
    await step(0, [rejectedRow(1)]);
    const pieces = new KnexImportJobs(knex).rejectedText(id, 0);
    await pieces.next();
    await new KnexImportJobs(knex).removeRejectedText(id);
    for (const line of [2, 3]) await step(0, [rejectedRow(line)], line);
    const read = async () => {
      for await (const _ of pieces);
    };
    expect((await refusal(read())).code).to.equal('precondition-failed');
  });

  it('of bytes that a text column cannot store: are kept as they are', async () => {
    const { step, text } = await running('csv');
    await step(0, [rejectedRow(1, 'a\0b')]);
    expect(await text(0)).to.equal('[\na\0b');
  });

  it('without a lease, or without the permission of the owner: stop, and store nothing', async () => {
    const { knex, id, owner, step, read, text } = await running();
    const stopped = (promise: Promise<unknown>) =>
      promise.catch((error) => (error instanceof RunStopped ? error.reason : error));
    await knex('users').where({ id: owner.id }).update({ role: 'user' });
    expect(await stopped(step(1, [rejectedRow(1)]))).to.equal('permission-lost');
    await knex('imports').where({ id }).update({ status: 'canceled', lease: null });
    expect(await stopped(step(1, [rejectedRow(1)]))).to.equal('lease-lost');
    expect([(await read())?.counts, await text(0)]).to.deep.equal([{}, '']);
  });
});
