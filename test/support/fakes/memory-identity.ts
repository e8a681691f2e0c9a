import type { Repositories, UnitOfWork } from '../../../src/core/identity/identity-ports.js';
import type { AuditEntry, AuditTrail, Initiator } from '../../../src/core/shared/audit.js';
import { LetterRows, MemoryMailQueue, MemoryOneTimeTokens } from './memory-letters.js';
import { MemorySessionRepository, SessionRows } from './memory-session-repository.js';
import { MemoryUserRepository, RowsUserRepository } from './memory-user-repository.js';

export type AuditRecord = AuditEntry & { readonly by: Initiator };

const trail = (before: readonly AuditRecord[], records: AuditRecord[]): AuditTrail => ({
  record: async (entry, by) => {
    records.push({ ...entry, by });
  },
  forgetAddressesOf: async (userId) => {
    const isTheirs = ({ by, subject }: AuditRecord) =>
      by.actorId === userId || (by.actorId === null && subject?.kind === 'user' && subject.id === userId);
    for (const record of [...before, ...records].filter(isTheirs)) {
      Object.assign(record, { by: { ...record.by, ip: null } });
    }
  },
});

/** Accounts, sessions, letters and the audit trail in memory, with units of work over all of them. */
export class MemoryIdentity implements UnitOfWork {
  readonly users = new MemoryUserRepository();
  readonly sessions: MemorySessionRepository;
  readonly mails: MemoryMailQueue;
  readonly oneTimeTokens = new MemoryOneTimeTokens(() => this.letterRows);
  /** What is committed. */
  sessionRows = new SessionRows();
  letterRows = new LetterRows();
  audit: AuditRecord[] = [];

  /** @param databaseNow the time as the database would tell it */
  constructor(private readonly databaseNow: () => Date = () => new Date()) {
    this.sessions = new MemorySessionRepository(
      () => this.sessionRows,
      (id) => this.users.find(id),
      databaseNow,
    );
    this.mails = new MemoryMailQueue(() => this.letterRows, databaseNow);
  }

  /** Works on copies, which nobody else sees until the work resolves. */
  run<T>(work: (repositories: Repositories) => Promise<T>): Promise<T> {
    const { table } = this.users;
    return table.inTurn(async () => {
      const rows = table.rows.copy();
      const sessionRows = this.sessionRows.copy();
      const letterRows = this.letterRows.copy();
      const records: AuditRecord[] = [];
      const users = new RowsUserRepository(
        () => rows,
        async (write) => write(),
      );
      const sessions = new MemorySessionRepository(
        () => sessionRows,
        (id) => users.find(id),
        this.databaseNow,
      );
      const mails = new MemoryMailQueue(() => letterRows, this.databaseNow);
      const oneTimeTokens = new MemoryOneTimeTokens(() => letterRows);
      const result = await work({ users, sessions, mails, oneTimeTokens, audit: trail(this.audit, records) });
      table.rows = rows;
      this.sessionRows = sessionRows;
      this.letterRows = letterRows;
      this.audit.push(...records);
      return result;
    });
  }
}
