import type { RecoveryCodeRepository } from '../../../src/core/identity/recovery-code-repository.js';
import type {
  SignInChallenge,
  SignInChallengeRepository,
} from '../../../src/core/identity/sign-in-challenge.js';
import type { TotpFactor, TotpFactorRepository } from '../../../src/core/identity/totp-factor.js';

type TotpRow = TotpFactor & { readonly lastStep: number | null };
type ChallengeRow = SignInChallenge & { readonly attemptsLeft: number };

/** Authenticator apps and recovery codes by user, and challenges by hash. Rows are replaced, never changed. */
export class FactorRows {
  constructor(
    readonly totp: Map<number, TotpRow> = new Map(),
    readonly codes: Map<number, readonly string[]> = new Map(),
    readonly challenges: Map<string, ChallengeRow> = new Map(),
  ) {}

  copy() {
    return new FactorRows(new Map(this.totp), new Map(this.codes), new Map(this.challenges));
  }
}

export class MemoryTotpFactors implements TotpFactorRepository {
  constructor(private readonly rows: () => FactorRows) {}

  async find(userId: number) {
    const row = this.rows().totp.get(userId);
    if (row === undefined) return undefined;
    const { lastStep: _, ...factor } = row;
    return factor;
  }

  async begin(userId: number, secret: string, now: Date) {
    const { totp } = this.rows();
    if (totp.get(userId)?.confirmedAt) return false;
    totp.set(userId, { userId, secret, createdAt: now, confirmedAt: null, lastStep: null });
    return true;
  }

  async confirm(userId: number, secret: string, step: number, now: Date) {
    const row = this.rows().totp.get(userId);
    if (row?.secret !== secret || row.confirmedAt !== null) return false;
    this.rows().totp.set(userId, { ...row, confirmedAt: now, lastStep: step });
    return true;
  }

  async takeStep(userId: number, step: number) {
    const row = this.rows().totp.get(userId);
    if (!row?.confirmedAt || (row.lastStep ?? step) >= step) return false;
    this.rows().totp.set(userId, { ...row, lastStep: step });
    return true;
  }

  async remove(userId: number) {
    return this.rows().totp.delete(userId);
  }
}

export class MemoryRecoveryCodes implements RecoveryCodeRepository {
  constructor(private readonly rows: () => FactorRows) {}

  async replace(userId: number, hashes: readonly string[]) {
    this.rows().codes.set(userId, [...hashes]);
  }

  async take(userId: number, hash: string) {
    const codes = this.rows().codes.get(userId) ?? [];
    this.rows().codes.set(
      userId,
      codes.filter((code) => code !== hash),
    );
    return codes.includes(hash);
  }

  async count(userId: number) {
    return this.rows().codes.get(userId)?.length ?? 0;
  }
}

export class MemorySignInChallenges implements SignInChallengeRepository {
  constructor(private readonly rows: () => FactorRows) {}

  async add(challenge: SignInChallenge, attemptsLeft: number) {
    this.rows().challenges.set(challenge.hash, { ...challenge, attemptsLeft });
  }

  async userOf(hash: string, now: Date) {
    return this.#valid(hash, now)?.userId;
  }

  async takeAttempt(hash: string, now: Date) {
    const row = this.#valid(hash, now);
    if (row === undefined || row.attemptsLeft === 0) return undefined;
    const { attemptsLeft, ...challenge } = row;
    this.rows().challenges.set(hash, { ...challenge, attemptsLeft: attemptsLeft - 1 });
    return challenge;
  }

  async take(hash: string) {
    return this.rows().challenges.delete(hash);
  }

  #valid(hash: string, now: Date) {
    const row = this.rows().challenges.get(hash);
    return row && row.expiresAt > now ? row : undefined;
  }
}
