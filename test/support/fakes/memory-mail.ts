import type {
  ClaimedEmailJob,
  EmailJob,
  MailQueue,
  ReplacingJob,
} from '../../../src/core/identity/mail-queue.js';
import type { OneTimeToken, Purpose } from '../../../src/core/identity/one-time-token.js';
import type { OneTimeTokenRepository } from '../../../src/core/identity/one-time-token-repository.js';
import { foldCase } from '../../../src/core/identity/user.js';

interface QueuedJob extends ClaimedEmailJob {
  readonly dueAt: number;
}

/** Queued emails, and one-time tokens. Parameters and results are copied. */
type KeptToken = OneTimeToken & { readonly verifiedEmail?: string };

export class MailRows {
  constructor(
    readonly emailJobs: Map<string, QueuedJob> = new Map(),
    readonly tokens: Map<string, KeptToken> = new Map(),
    private made = 0,
  ) {}

  copy() {
    return new MailRows(new Map(this.emailJobs), new Map(this.tokens), this.made);
  }

  nextId() {
    this.made += 1;
    return String(this.made);
  }
}

export class MemoryMailQueue implements MailQueue {
  constructor(
    private readonly rows: () => MailRows,
    private readonly now: () => Date,
  ) {}

  async add(job: EmailJob) {
    const id = this.rows().nextId();
    this.rows().emailJobs.set(id, { ...job, id, attempts: 0, dueAt: this.#in(0) });
  }

  async claim(lease: number) {
    const due = [...this.rows().emailJobs.values()].filter(({ dueAt }) => dueAt <= this.#in(0));
    const [first] = due.sort((a, b) => a.dueAt - b.dueAt || Number(a.id) - Number(b.id));
    if (first === undefined) return undefined;
    const { dueAt: _, ...claimed } = { ...first, attempts: first.attempts + 1 };
    this.rows().emailJobs.set(first.id, { ...claimed, dueAt: this.#in(lease) });
    return claimed;
  }

  async postpone(id: string, pause: number) {
    const job = this.rows().emailJobs.get(id);
    if (job !== undefined) this.rows().emailJobs.set(id, { ...job, dueAt: this.#in(pause) });
  }

  async remove(id: string) {
    this.rows().emailJobs.delete(id);
  }

  async removeReplaced({ id: own, kinds, userId: owner, email }: ReplacingJob) {
    for (const { id, kind, userId, to } of this.rows().emailJobs.values()) {
      const isTheirs = userId === null ? foldCase(to) === foldCase(email) : userId === owner;
      if (id !== own && isTheirs && kinds.includes(kind)) this.rows().emailJobs.delete(id);
    }
  }

  async removeAllTo(email: string) {
    for (const { id, userId, to } of this.rows().emailJobs.values())
      if (userId === null && foldCase(to) === foldCase(email)) this.rows().emailJobs.delete(id);
  }

  async forgetAddressesOf(userId: number) {
    for (const job of this.rows().emailJobs.values()) {
      const { id, by } = job;
      if (by.actorId === userId) this.rows().emailJobs.set(id, { ...job, by: { ...by, ip: null } });
    }
  }

  #in(seconds: number) {
    return this.now().getTime() + seconds * 1000;
  }
}

export class MemoryOneTimeTokens implements OneTimeTokenRepository {
  constructor(private readonly rows: () => MailRows) {}

  async put(token: OneTimeToken) {
    for (const { hash, userId, purpose } of this.rows().tokens.values()) {
      if (userId === token.userId && purpose === token.purpose) this.rows().tokens.delete(hash);
    }
    this.rows().tokens.set(token.hash, token);
  }

  async find(hash: string, purposes: readonly Purpose[], now: Date) {
    const token = this.rows().tokens.get(hash);
    if (token?.verifiedEmail !== undefined) return undefined;
    return token && purposes.includes(token.purpose) && token.expiresAt > now ? token : undefined;
  }

  async use(hash: string, email: string) {
    const token = this.rows().tokens.get(hash);
    if (token === undefined || token.verifiedEmail !== undefined) return false;
    this.rows().tokens.set(hash, { ...token, verifiedEmail: email });
    return true;
  }

  async findUsed(hash: string, now: Date) {
    const { verifiedEmail: email, expiresAt = now, userId = 0 } = this.rows().tokens.get(hash) ?? {};
    return email !== undefined && expiresAt > now ? { userId, email } : undefined;
  }

  async take(hash: string) {
    return this.rows().tokens.delete(hash);
  }

  async expiryOf(id: number, of: Purpose) {
    return [...this.rows().tokens.values()].find(({ userId, purpose }) => userId === id && purpose === of)
      ?.expiresAt;
  }

  async end(id: number, of: Purpose) {
    for (const { hash, userId, purpose } of this.rows().tokens.values())
      if (userId === id && purpose === of) this.rows().tokens.delete(hash);
  }

  async endAll(id: number, but?: Purpose) {
    for (const { hash, userId, purpose } of this.rows().tokens.values())
      if (userId === id && purpose !== but) this.rows().tokens.delete(hash);
  }
}
