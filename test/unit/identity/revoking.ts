import type { AccessClaims, AccountFacts } from '../../../src/core/identity/access-claims.js';
import { Revocations } from '../../../src/core/identity/revocations.js';
import type { Change } from '../../../src/core/shared/changes.js';

/** Seconds: 15 minutes, and one for clocks that differ. */
export const life = 960;

export const setUp = () => {
  let now = Date.parse('2026-01-01T00:00:00Z');
  const revocations = new Revocations({ now: () => new Date(now) }, life);
  return {
    revocations,
    /** Milliseconds. */
    pass: (time: number) => {
      now += time;
    },
    apply: (...changes: Change[]) => revocations.apply(changes),
    judge: (overrides: Partial<AccessClaims> = {}) => revocations.assess(claims(overrides)),
  };
};

const claims = (overrides: Partial<AccessClaims> = {}): AccessClaims => ({
  userId: 7,
  sessionId: 'session-1',
  role: 'user',
  tokenVersion: 3,
  ...overrides,
});
export const change = (kind: string, id: string | null, facts: unknown = null, seq = 1): Change => ({
  seq,
  kind,
  id,
  facts,
});
export const end = (id: string) => change('sessions', id);
export const user = (facts: Partial<AccountFacts> | null, seq = 1, id = '7') =>
  change('users', id, facts && { role: 'user', active: true, tokenVersion: 3, ...facts }, seq);
export const many = (kind: string) => change(kind, null);
export const asIssued = { role: 'user' };
