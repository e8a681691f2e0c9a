import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import type { Role } from '../../core/identity/permissions.js';
import { endedStatuses, noRejectedRows, runningStatuses } from '../../core/import/import-job.js';
import {
  type ClaimedJob,
  type ImportJobQueue,
  type ReadProgress,
  type RunEnd,
  RunStopped,
  type SweptFiles,
} from '../../core/import/import-jobs.js';
import { fromRow, type Row } from './row-mapping.js';

/** Seconds until a lease ends, unless it is extended. */
const leaseSeconds = 30;
/** Maximum runs that begin without processing a row: each of them may have crashed the process. */
const maxAttempts = 5;
/** An import fails when no instance has seen its file for this many seconds. */
const lostAfter = 300;
/** The same when the instance that has the spool lacks the file. Its list of files may be a little older than the upload. */
const missedAfter = 60;
/** Seconds after which an import that waits for a person expires. */
const expiresAfter = 86_400;
/** Seconds for which ended imports are kept. */
const endedRetention = 30 * 86_400;

const now = 'clock_timestamp()';
const inSeconds = (seconds: number) => `${now} + interval '${seconds} s'`;
const isOlder = (column: string, seconds: number) => `${column} < ${now} - interval '${seconds} s'`;
const quoted = (names: readonly string[]) => names.map((name) => `'${name}'`).join(', ');

const ended = quoted(endedStatuses);
const runnable = quoted(Object.keys(runningStatuses));
const isOpen = `status not in (${ended})`;
const isIdle = `(lease_until is null or lease_until < ${now})`;
const touched = `version = version + 1, updated_at = greatest(now(), updated_at + interval '1 ms')`;
const withoutLease = 'lease = null, lease_until = null';

const failures = {
  'file-lost': 'No instance has the file any more. Create a new import, and upload the file again.',
  expired: 'The import was not started within a day.',
  interrupted:
    'Each of several attempts was interrupted: the process ended, or the database was not available.',
};

/** Fails the imports that match a condition, each with its audit entry. */
const fail = async (
  knex: Knex,
  reason: keyof typeof failures,
  where: string,
  bindings: readonly unknown[] = [],
): Promise<void> => {
  const failure = { reason, detail: failures[reason] };
  await knex.raw(
    `with failed as (
        update imports set ${touched}, ${withoutLease}, status = 'failed', failure = ?::jsonb
          where ${where} and ${isOpen} and ${isIdle} returning id)
      insert into audit (action, subject_kind, subject_id, details)
        select 'import.failed', 'import', id::text, ?::jsonb from failed`,
    [JSON.stringify(failure), ...bindings, JSON.stringify({ reason })] as never,
  );
};

/** Whether the owner of an import may still change the catalogue. */
const ownerMay = `exists (select from (
    select role from users where users.id = imports.owner_id and active
    union all select role from service_accounts where service_accounts.id = imports.service_account_id
  ) as owners where role = any(?))`;

/**
 * Extends the lease of a run, within the transaction of what it writes.
 * @param roles that may change the catalogue
 * @throws RunStopped
 */
export const extendLease = async (
  knex: Knex,
  job: ClaimedJob,
  roles: readonly Role[],
  columns: Row,
): Promise<void> => {
  const set = Object.keys(columns).map((name) => `${name} = ?, `);
  const { rows } = await knex.raw(
    `update imports set ${set.join('')}${touched}, lease_until = ${inSeconds(leaseSeconds)}
      where id = ? and lease = ? and status = ? returning ${ownerMay} as may`,
    [...Object.values(columns), job.id, job.lease, job.status, roles] as never,
  );
  const [row]: { may: boolean }[] = rows;
  if (row === undefined) throw new RunStopped('lease-lost');
  if (!row.may) throw new RunStopped('permission-lost');
};

/** The queue of the imports over HTTP. */
export class KnexImportQueue implements ImportJobQueue {
  /** @param roles that may change the catalogue */
  constructor(
    private readonly knex: Knex,
    private readonly roles: readonly Role[],
  ) {}

  claim(spool: string): Promise<ClaimedJob | undefined> {
    return this.knex.transaction(async (trx) => {
      // Serializes the claims of all instances: two of them could see that no import runs.
      await trx.raw("select pg_advisory_xact_lock(hashtext('project-db-auth import jobs'))");
      const isWaiting = `status in (${runnable}) and ${isIdle}`;
      await fail(trx, 'interrupted', `spool = ? and status in (${runnable}) and attempts >= ${maxAttempts}`, [
        spool,
      ]);
      // The condition stands here twice: of a row that is changed meanwhile, Postgres checks only the outer one again.
      const { rows } = await trx.raw(
        `update imports set ${touched}, lease = ?, lease_until = ${inSeconds(leaseSeconds)}, attempts = attempts + 1,
            status = case when status in ('dry-run-queued', 'dry-run') then 'dry-run' else 'importing' end
          where id = (select id from imports where spool = ? and ${isWaiting} order by updated_at, id limit 1)
            and ${isWaiting} and not exists (select from imports where lease_until > ${now})
          returning *`,
        [randomUUID(), spool],
      );
      if (rows.length === 0) return undefined;
      const job = fromRow<ClaimedJob>(rows[0]);
      // A dry run starts over; an import continues after the committed rows.
      if (job.status === 'dry-run') {
        await trx('import_rejections').where({ import_id: job.id }).delete();
        await trx('imports').where({ id: job.id }).update({ rejected: noRejectedRows });
        return { ...job, rejected: noRejectedRows };
      }
      return job;
    });
  }

  renew(job: ClaimedJob, { read, total }: ReadProgress): Promise<void> {
    return extendLease(this.knex, job, this.roles, { read_bytes: read, total_bytes: total });
  }

  async end(job: ClaimedJob, { progress, status, failure, report }: RunEnd): Promise<void> {
    await this.knex.transaction(async (trx) => {
      const column = job.status === 'dry-run' ? 'dry_run' : 'result';
      const { rowCount } = await trx.raw(
        `update imports set ${touched}, ${withoutLease}, attempts = 0, status = ?, failure = ?::jsonb,
            read_bytes = ?, total_bytes = ?, ${column} = ?::jsonb
          where id = ? and lease = ? and status = ?`,
        [
          status,
          jsonOf(failure),
          progress.read,
          progress.total,
          jsonOf(report),
          job.id,
          job.lease,
          job.status,
        ] as never,
      );
      if (rowCount === 0 || failure === null) return;
      const { reason } = failure;
      await trx('audit').insert({
        action: 'import.failed',
        subject_kind: 'import',
        subject_id: String(job.id),
        details: { reason },
      });
    });
  }

  async release({ id, lease, status }: ClaimedJob, isIntended: boolean): Promise<void> {
    await this.knex('imports')
      .where({ id, lease, status })
      .update({ lease: null, lease_until: null, ...(isIntended && { attempts: 0 }) });
  }

  async sweep(spool: string, files: readonly string[]): Promise<SweptFiles> {
    const { knex } = this;
    const own = [spool, [...files]];
    const seen = 'spool = ? and file = any(?::uuid[])';
    await knex.raw(`update imports set file_seen_at = ${now} where ${seen} and ${isOpen}`, own);
    const isMissed = `spool = ? and file <> all(?::uuid[]) and ${isOlder('file_seen_at', missedAfter)}`;
    await fail(knex, 'file-lost', isMissed, own);
    await fail(knex, 'file-lost', isOlder('file_seen_at', lostAfter));
    await fail(
      knex,
      'expired',
      `status in ('awaiting-file', 'ready') and ${isOlder('updated_at', expiresAfter)}`,
    );
    await knex.raw(
      `delete from imports where status in (${ended}) and ${isOlder('updated_at', endedRetention)}`,
    );
    const { rows } = await knex.raw(`select file, ${isOpen} as needed from imports where ${seen}`, own);
    const filesOf = (wanted: boolean) =>
      (rows as { file: string; needed: boolean }[])
        .filter(({ needed }) => needed === wanted)
        .map(({ file }) => file);
    return { needed: filesOf(true), ended: filesOf(false) };
  }
}

/** JSON that Postgres can store: it has no NUL and no lone surrogates. */
export const jsonOf = (value: unknown): string | null =>
  value === null
    ? null
    : JSON.stringify(value, (_key, one) =>
        typeof one === 'string' ? one.toWellFormed().replaceAll('\0', '\ufffd') : one,
      );
