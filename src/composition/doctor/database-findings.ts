import type { Knex } from 'knex';
import { AesSecretSealer } from '../../adapters/crypto/aes-secret-sealer.js';
import { loadSealingKeys, sealingKeyMistakes } from '../../adapters/crypto/sealing-keys.js';
import { hasCluster } from '../../adapters/embedded/cluster.js';
import { openDatabase } from '../../adapters/knex/database.js';
import { requiredExtensions } from '../../adapters/knex/database-check.js';
import { databaseReason } from '../../adapters/knex/database-reason.js';
import { housekeepingTimeoutMs } from '../../adapters/knex/housekeeping.js';
import { KnexUserRepository } from '../../adapters/knex/knex-user-repository.js';
import {
  pendingMigrations,
  requireMigrated,
  requireNoNewerMigrations,
} from '../../adapters/knex/migrations.js';
import { skewOf } from '../../adapters/knex/poll-time.js';
import { findTwins } from '../../adapters/knex/twins.js';
import { totpContext } from '../../core/identity/factor-codes.js';
import type { Log } from '../../core/shared/log.js';
import { catalogueKinds } from '../catalogue-kinds.js';
import { sealingMistake } from '../sealing.js';
import type { Settings } from '../settings.js';
import { checkServer, openDatabaseServer } from '../storage.js';
import { clockFinding } from './clock-finding.js';
import { type Finding, failure, guarded, notChecked, ok, warning } from './finding.js';

export interface ExaminedDatabase {
  readonly findings: readonly Finding[];
  /** The prefix of the keys in Redis; undefined: it could not be read. */
  readonly cacheId: string | undefined;
  /** undefined: it could not be read. */
  readonly hasAccounts: boolean | undefined;
}

/** Checks the database as the service does when it starts, without migrating it. */
export const examineDatabase = async (settings: Settings): Promise<ExaminedDatabase> => {
  const { DB_URL, DATA_DIR } = settings;
  if (DB_URL === undefined && !hasCluster(DATA_DIR)) {
    const text = `there is none in ${DATA_DIR} yet: the first start creates the embedded database`;
    return { findings: [ok('database', text)], cacheId: undefined, hasAccounts: false };
  }
  const findings: Finding[] = [];
  const log = { warn: (message: string) => findings.push(warning('database', message)) };
  let cacheId: string | undefined;
  let hasAccounts: boolean | undefined;
  try {
    await withDatabase(settings, log, async (database, name) => {
      findings.push(...(await serverFindings(database, name, DB_URL !== undefined)));
      hasAccounts = await findAccounts(database).catch(() => undefined);
      const reason = (error: unknown) => `the database cannot be used: ${databaseReason(error)}`;
      const migrations = await guarded('migrations', () => migrationFindings(database, settings), reason);
      findings.push(...migrations);
      if (migrations.some(({ level }) => level !== 'ok')) return;
      cacheId = (await database('installation').first('cache_id')).cache_id;
      findings.push(...(await guarded('keys', () => sealedFindings(database, settings), databaseReason)));
      findings.push(...(await guarded('admins', () => adminFindings(database, settings), databaseReason)));
      findings.push(...(await guarded('twins', () => twinFindings(database), databaseReason)));
    });
  } catch (error) {
    findings.push(...whyNot(error));
  }
  return { findings, cacheId, hasAccounts };
};

const findAccounts = async (database: Knex): Promise<boolean> =>
  (await database.schema.hasTable('users')) && !(await new KnexUserRepository(database).isEmpty());

const withDatabase = async (
  settings: Settings,
  log: Pick<Log, 'warn'>,
  work: (database: Knex, name: string) => Promise<void>,
): Promise<void> => {
  const server = await openDatabaseServer(settings);
  let database: Knex | undefined;
  try {
    const connection = await checkServer(server, log);
    database = openDatabase({ connection, poolMax: 1, statementTimeoutMs: housekeepingTimeoutMs }, log);
    await work(database, server.name);
  } finally {
    await database?.destroy();
    await server.stop();
  }
};

const whyNot = (error: unknown): Finding[] => {
  const reason = databaseReason(error);
  // A folder that is in use is what is to be expected while the service runs.
  return /^the data folder .* is in use by/.test(reason)
    ? [
        notChecked(
          'database',
          `${reason}. If that is this service, all is well: its start has checked the database`,
        ),
      ]
    : [failure('database', reason), notChecked('migrations', 'and twins: the database cannot be used')];
};

const serverFindings = async (database: Knex, name: string, hasClock: boolean): Promise<Finding[]> => {
  const asked = Date.now();
  const { rows } =
    await database.raw(`select clock_timestamp() as time, current_setting('server_version') as version,
    current_setting('server_encoding') as encoding`);
  const answered = Date.now();
  const [{ time, version, encoding }] = rows;
  const extensions = requiredExtensions.join(' and ');
  return [
    ok('database', `${name}, version ${version}, ${encoding}, with ${extensions}`),
    ...(hasClock ? [clockFinding('the database', skewOf(time, asked, answered))] : []),
  ];
};

const migrationFindings = async (database: Knex, { DB__MIGRATE }: Settings): Promise<Finding[]> => {
  const trx = await database.transaction();
  try {
    await requireNoNewerMigrations(trx);
    const { length } = await pendingMigrations(trx);
    if (length > 0 && DB__MIGRATE)
      return [notChecked('migrations', `${length} are pending: the next start runs them`)];
    await requireMigrated(trx);
    return [ok('migrations', 'the database has all of this release, and no others')];
  } finally {
    // Knex creates its own tables in a new database.
    await trx.rollback();
  }
};

/** Whether the sealing keys open what is stored, as the service checks when it starts. */
const sealedFindings = async (database: Knex, settings: Settings): Promise<Finding[]> => {
  // A file that cannot be used is a finding of its own.
  if (sealingKeyMistakes(settings.MFA__KEY_FILE).length > 0) return [];
  const mistake = await sealingMistake(database, loadSealingKeys(settings.MFA__KEY_FILE));
  if (mistake === undefined) return [];
  return [failure('keys', mistake)];
};

/** Whether the loss of one authenticator app would leave nobody who can manage accounts. */
const adminFindings = async (database: Knex, { MFA__KEY_FILE }: Settings): Promise<Finding[]> => {
  const [admin, ...others] = await database('users')
    .where({ role: 'admin', active: true })
    .orderBy('id')
    .limit(2)
    .select('id', 'email', 'second_factor');
  if (!admin?.second_factor || others.length > 0) return [];
  const code = await database('recovery_codes').where({ user_id: admin.id }).first('hash');
  if (code !== undefined) return [];
  const who = `the only active admin, ${admin.email}, has`;
  const text = (await canOpenSecret(database, admin.id, MFA__KEY_FILE))
    ? `${who} an authenticator app and no recovery codes: without the app, nobody can manage accounts. Create recovery ` +
      'codes (POST /api/v1/users/me/recovery-codes), or another admin (npm run admin:create)'
    : `${who} an authenticator app whose secret no key in MFA__KEY_FILE can open, and no recovery codes: nobody can ` +
      'manage accounts. Create another admin (npm run admin:create), who can remove that app';
  return [warning('admins', text)];
};

const canOpenSecret = async (database: Knex, userId: number, keyFile: string): Promise<boolean> => {
  const factor = await database('totp_factors').where({ user_id: userId }).first('secret');
  try {
    new AesSecretSealer(loadSealingKeys(keyFile)).open(factor?.secret ?? '', totpContext(userId));
    return true;
  } catch {
    return false;
  }
};

const twinFindings = async (database: Knex): Promise<Finding[]> => {
  let count = 0;
  for await (const _ of findTwins(database, catalogueKinds)) count += 1;
  return [
    count === 0
      ? ok('twins', 'no emails, names or source ids differ only in their form')
      : warning(
          'twins',
          `emails, names or source ids that exist in several forms: ${count}. npm run twins lists them`,
        ),
  ];
};
