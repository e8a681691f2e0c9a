import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { Knex } from 'knex';
import { KnexImportJobs } from '../../src/adapters/knex/knex-import-jobs.js';
import { KnexImportQueue } from '../../src/adapters/knex/knex-import-queue.js';
import { canceled, type ImportJobFields, newImportJob, withFile } from '../../src/core/import/import-job.js';
import { type ClaimedJob, RunStopped } from '../../src/core/import/import-jobs.js';
import { useEmbeddedDatabase } from './contracts/embedded.js';
import { by, lockWaited, useDatabase } from './contracts/fixtures.js';

const progress = { read: 1, total: 2 };
const report = {
  counts: {},
  files: [],
  rejections: [],
  otherRejections: 0,
  otherTypes: [],
  otherLabels: [],
  leftOut: [],
  kept: [],
};

/** @param claimWaits resolves when a claim waits for the transaction of another connection */
const queueContract = (name: string, database: () => Knex, claimWaits: () => Promise<void>) => {
  describe(`the queue of imports in ${name}`, () => {
    const queue = () => new KnexImportQueue(database(), ['moderator', 'admin']);
    let owner: number;
    beforeEach(async () => {
      const key = randomUUID();
      const account = { email: key, email_key: key, visible_name: key, visible_name_key: key };
      const [user] = await database()('users')
        .insert({
          ...account,
          password_hash: '',
          role: 'moderator',
          active: true,
          email_verified: true,
          token_version: 1,
        })
        .returning('id');
      owner = user.id;
    });
    afterEach(() => database()('imports').delete());

    /** An import with a file in a spool. */
    const add = (spool: string, fields: Partial<ImportJobFields> = {}) =>
      database().transaction(async (trx) => {
        const file = { spool, file: randomUUID(), bytes: 3 };
        const job = withFile(newImportJob('movies.csv', {}, { ...by, actorId: owner }), file, new Date());
        return new KnexImportJobs(trx).add({ ...job, ...fields });
      });
    const read = async (id: number) => new KnexImportJobs(database()).find(id);
    const age = (id: number, column: string, seconds: number) =>
      database()('imports')
        .where({ id })
        .update({ [column]: database().raw("now() - ? * interval '1 second'", [seconds]) });
    const claim = async (spool: string) => (await queue().claim(spool)) as ClaimedJob;
    const stopReason = (promise: Promise<unknown>) =>
      promise.then(
        () => 'none',
        (error) => (error instanceof RunStopped ? error.reason : error),
      );

    it('claim: one import at a time in all spools, the longest waiting first, and only from its own spool', async () => {
      const [here, there] = [randomUUID(), randomUUID()];
      const [first, second, third] = [
        await add(here),
        await add(there),
        await add(here, { status: 'queued' }),
      ];
      await age(second.id, 'updated_at', 9);
      const claims = await Promise.all([here, there, here, there].map((spool) => queue().claim(spool)));
      const [job] = claims.filter((one) => one !== undefined);
      expect(claims.filter(Boolean)).to.have.length(1);
      expect([first.id, second.id]).to.include(job?.id);
      await queue().end(job as ClaimedJob, { progress, status: 'ready', failure: null, report });
      const next = await claim(job?.id === first.id ? there : here);
      await queue().end(next, { progress, status: 'ready', failure: null, report });
      const last = await claim(here);
      expect([last.id, last.status]).to.deep.equal([third.id, 'importing']);
      expect(await queue().claim(there)).to.equal(undefined);
    });

    it('claim: an import that is canceled meanwhile stays canceled', async () => {
      const spool = randomUUID();
      const { id } = await add(spool, { status: 'queued' });
      let claiming: Promise<unknown> | undefined;
      await database().transaction(async (trx) => {
        await new KnexImportJobs(trx).change(id, canceled);
        claiming = queue().claim(spool);
        await claimWaits();
      });
      expect(await claiming).to.equal(undefined);
      expect(await read(id)).to.include({ status: 'canceled', lease: null });
    });

    it('a lease that ended: is claimed again, and the run before can neither renew nor end it', async () => {
      const spool = randomUUID();
      const { id } = await add(spool);
      const before = await claim(spool);
      expect(await queue().claim(spool)).to.equal(undefined);
      await age(id, 'lease_until', 1);
      const after = await claim(spool);
      expect(after.id).to.equal(id);
      expect(await stopReason(queue().renew(before, progress))).to.equal('lease-lost');
      await queue().end(before, { progress, status: 'ready', failure: null, report });
      expect((await read(id))?.status).to.equal('dry-run');
      expect(await stopReason(queue().renew(after, progress))).to.equal('none');
      expect(await read(id)).to.include({ readBytes: 1, totalBytes: 2 });
    });

    it('renew: after the owner lost the permission, was suspended or removed: stops the run', async () => {
      const spool = randomUUID();
      await add(spool);
      const job = await claim(spool);
      const users = database()('users').where({ id: owner });
      for (const change of [{ role: 'user' }, { role: 'moderator', active: false }]) {
        await users.clone().update(change);
        expect(await stopReason(queue().renew(job, progress))).to.equal('permission-lost');
      }
      await users.clone().update({ active: true });
      expect(await stopReason(queue().renew(job, progress))).to.equal('none');
      await users.clone().delete();
      expect(await stopReason(queue().renew(job, progress))).to.equal('permission-lost');
    });

    it('an import whose runs are interrupted again and again: fails, unless the service was stopped on purpose', async () => {
      const spool = randomUUID();
      const { id } = await add(spool);
      for (let run = 0; run < 10; run += 1) await queue().release(await claim(spool), true);
      for (let run = 0; run < 5; run += 1) await queue().release(await claim(spool), false);
      expect(await queue().claim(spool)).to.equal(undefined);
      expect((await read(id))?.failure?.reason).to.equal('interrupted');
      const [entry] = await database()('audit').where({ subject_kind: 'import', subject_id: String(id) });
      expect([entry.action, entry.details]).to.deep.equal(['import.failed', { reason: 'interrupted' }]);
    });

    it('a report: may have any text, also what Postgres cannot store', async () => {
      const spool = randomUUID();
      const { id } = await add(spool);
      const rejections = [{ column: 'a\0b\ud800', rows: 1, examples: [] }];
      await queue().end(await claim(spool), {
        progress,
        status: 'ready',
        failure: null,
        report: { ...report, rejections },
      });
      expect((await read(id))?.dryRun?.rejections[0]?.column).to.equal('a\ufffdb\ufffd');
    });

    it('sweep: fails imports whose file is lost or which expired, removes old ones, and names the files', async () => {
      const [here, there] = [randomUUID(), randomUUID()];
      const kept = await add(here);
      const [missing, uploaded] = [await add(here), await add(here)];
      const [elsewhere, gone, running] = [await add(there), await add(there), await add(there)];
      const [waiting, old, canceled] = [
        await add(here, { status: 'ready' }),
        await add(here, { status: 'done' }),
        await add(here, { status: 'canceled' }),
      ];
      await age(missing.id, 'file_seen_at', 61);
      for (const { id } of [kept, gone, running, elsewhere, waiting]) await age(id, 'file_seen_at', 290);
      for (const { id } of [gone, running, kept]) await age(id, 'file_seen_at', 301);
      await age(running.id, 'lease_until', -9);
      await age(waiting.id, 'updated_at', 86_401);
      await age(old.id, 'updated_at', 31 * 86_400);
      const listed = [kept, waiting, old, canceled].map(({ file }) => file as string);
      const files = await queue().sweep(here, [...listed, randomUUID()]);
      expect(files.needed).to.deep.equal([kept.file]);
      expect(files.ended).to.have.members([waiting.file, canceled.file]);
      const reasons = new Map<number, string | undefined>();
      for (const { id } of [kept, missing, uploaded, elsewhere, gone, running, waiting])
        reasons.set(id, (await read(id))?.failure?.reason);
      expect([...reasons.values()]).to.deep.equal([
        ...[undefined, 'file-lost', undefined, undefined, 'file-lost', undefined, 'expired'],
      ]);
      expect(await read(old.id)).to.equal(undefined);
    });
  });
};

describe('imports over HTTP', () => {
  const postgres = useDatabase();
  queueContract(
    'Postgres',
    () => postgres().knex,
    () => lockWaited(postgres().knex),
  );
  const embedded = useEmbeddedDatabase();
  queueContract(
    'the embedded database',
    () => embedded().knex,
    async () => {},
  );
});
