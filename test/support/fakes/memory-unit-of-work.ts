import type { Kind } from '../../../src/core/catalogue/kind.js';
import type { Repositories } from '../../../src/core/repositories.js';
import type { AuditEntry, AuditTrail, Initiator } from '../../../src/core/shared/audit.js';
import type { UnitOfWork } from '../../../src/core/shared/unit-of-work.js';
import { KeyRows, MemoryApiKeys, MemoryServiceAccounts } from './memory-api-keys.js';
import { type MemoryCatalogueRepository, memoryCatalogue } from './memory-catalogue-repository.js';
import { MemoryIdempotency } from './memory-idempotency.js';
import { MemoryImportJobs } from './memory-import-jobs.js';
import { MemoryItemHistory, type VersionRow } from './memory-item-history.js';
import { MailRows, MemoryMailQueue, MemoryOneTimeTokens } from './memory-mail.js';
import {
  FactorRows,
  MemoryRecoveryCodes,
  MemorySignInChallenges,
  MemoryTotpFactors,
} from './memory-second-factors.js';
import { MemorySessionRepository, SessionRows } from './memory-session-repository.js';
import { MemoryUserRepository, RowsUserRepository } from './memory-user-repository.js';

export type AuditRecord = Omit<AuditEntry, 'values'> & { readonly by: Initiator };

const trail = (
  before: readonly AuditRecord[],
  records: AuditRecord[],
  versions: VersionRow[],
): AuditTrail => ({
  record: async ({ values, ...entry }, by) => {
    records.push({ ...entry, by });
    if (values !== undefined) versions.push({ ...structuredClone(values), ...entry, by });
  },
  forgetAddressesOf: async (userId) => {
    const isTheirs = ({ by, subject }: AuditRecord) =>
      by.actorId === userId || (by.actorId === null && subject?.kind === 'user' && subject.id === userId);
    for (const record of [...before, ...records].filter(isTheirs)) {
      Object.assign(record, { by: { ...record.by, ip: null } });
    }
  },
});

/** A unit of work over memory, and repositories to read what is committed. */
export class MemoryUnitOfWork implements UnitOfWork<Repositories> {
  readonly users = new MemoryUserRepository();
  readonly sessions: MemorySessionRepository;
  readonly mails: MemoryMailQueue;
  readonly oneTimeTokens = new MemoryOneTimeTokens(() => this.mailRows);
  readonly totpFactors = new MemoryTotpFactors(() => this.factorRows);
  readonly recoveryCodes = new MemoryRecoveryCodes(() => this.factorRows);
  readonly signInChallenges = new MemorySignInChallenges(() => this.factorRows);
  readonly apiKeys = new MemoryApiKeys(
    () => this.keyRows,
    (id) => this.users.find(id),
  );
  readonly serviceAccounts = new MemoryServiceAccounts(() => this.keyRows);
  readonly items = memoryCatalogue();
  readonly importJobs = new MemoryImportJobs();
  readonly #idempotency = new MemoryIdempotency();
  /** The committed rows. */
  sessionRows = new SessionRows();
  mailRows = new MailRows();
  factorRows = new FactorRows();
  keyRows = new KeyRows();
  audit: AuditRecord[] = [];
  readonly history = new MemoryItemHistory();

  /** @param databaseNow returns the time of the database */
  constructor(private readonly databaseNow: () => Date = () => new Date()) {
    this.sessions = new MemorySessionRepository(
      () => this.sessionRows,
      (id) => this.users.find(id),
      databaseNow,
    );
    this.mails = new MemoryMailQueue(() => this.mailRows, databaseNow);
  }

  /**
   * Runs one unit of work at a time. Accounts and their rows are copied, and replace the committed ones when `work`
   * resolves. Items are changed in place, and restored if it throws.
   */
  run<T>(work: (repositories: Repositories) => Promise<T>): Promise<T> {
    const { table } = this.users;
    return table.inTurn(async () => {
      const rows = table.rows.copy();
      const sessionRows = this.sessionRows.copy();
      const mailRows = this.mailRows.copy();
      const factorRows = this.factorRows.copy();
      const keyRows = this.keyRows.copy();
      const records: AuditRecord[] = [];
      const versions: VersionRow[] = [];
      const users = new RowsUserRepository(
        () => rows,
        async (write) => write(),
      );
      const sessions = new MemorySessionRepository(
        () => sessionRows,
        (id) => users.find(id),
        this.databaseNow,
      );
      const mails = new MemoryMailQueue(() => mailRows, this.databaseNow);
      const oneTimeTokens = new MemoryOneTimeTokens(() => mailRows);
      const undo = [...Object.values(this.items), this.#idempotency, this.importJobs].map((one) =>
        one.checkpoint(),
      );
      try {
        const result = await work({
          users,
          sessions,
          emailJobs: mails,
          oneTimeTokens,
          totpFactors: new MemoryTotpFactors(() => factorRows),
          recoveryCodes: new MemoryRecoveryCodes(() => factorRows),
          signInChallenges: new MemorySignInChallenges(() => factorRows),
          apiKeys: new MemoryApiKeys(
            () => keyRows,
            (id) => users.find(id),
          ),
          serviceAccounts: new MemoryServiceAccounts(() => keyRows),
          audit: trail(this.audit, records, versions),
          idempotency: this.#idempotency,
          importJobs: this.importJobs,
          catalogue: <Draft extends object>({ plural }: Kind<Draft>) =>
            this.items[plural as keyof typeof this.items] as unknown as MemoryCatalogueRepository<Draft>,
        });
        table.rows = rows;
        this.sessionRows = sessionRows;
        this.mailRows = mailRows;
        this.factorRows = factorRows;
        this.keyRows = keyRows;
        this.audit.push(...records);
        this.history.rows.push(...versions);
        return result;
      } catch (error) {
        for (const one of undo) one();
        throw error;
      }
    });
  }

  runStep<T>(work: (repositories: Repositories) => Promise<T>): Promise<T> {
    return this.run(work);
  }

  async waitForInvalidation(): Promise<void> {}
}
