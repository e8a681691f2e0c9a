import type { Health } from '../adapters/http/health-routes.js';
import { KnexAuditReader } from '../adapters/knex/knex-audit-reader.js';
import { pendingMigrations } from '../adapters/knex/migrations.js';
import { ExportAuditTrail } from '../core/identity/export-audit-trail.js';
import type { Repositories } from '../core/repositories.js';
import type { UnitOfWork } from '../core/shared/unit-of-work.js';
import type { Infrastructure } from './infrastructure.js';

export type OperationsModule = ReturnType<typeof operationsModule>;

/** What operators read: health checks and the audit trail. */
export function operationsModule({
  database,
  cache,
  limiter,
  lifecycle,
  unitOfWork,
}: Pick<Infrastructure, 'database' | 'cache' | 'limiter' | 'lifecycle'> & {
  readonly unitOfWork: UnitOfWork<Repositories>;
}) {
  const health: Health = {
    isStopping: () => lifecycle.isStopping,
    database: () => isTrue(async () => Boolean(await database.raw('select 1'))),
    migrations: () => isTrue(async () => (await pendingMigrations(database)).length === 0),
    cache: async () =>
      (await cache.available())
        ? undefined
        : (cache.trouble() ?? 'the instances have not agreed on this Redis server yet'),
    limits: () => limiter.trouble(),
  };
  const audit = new KnexAuditReader(database);
  return { health, audit, exportAuditTrail: new ExportAuditTrail(audit, unitOfWork) };
}

/** Whether `check` resolves with true; false when it fails. */
const isTrue = (check: () => Promise<boolean>) => check().catch(() => false);
