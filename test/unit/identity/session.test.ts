import { expect } from 'chai';
import { isSessionExpired, type Session, sessionExpiry } from '../../../src/core/identity/session.js';

const life = { idle: 600, absolute: 3600 };
const start = Date.parse('2026-11-22T12:00:00.123Z');
const at = (milliseconds: number) => new Date(start + milliseconds);

const session = (lifeInMilliseconds: number): Session => ({
  id: 'session-1',
  userId: 1,
  createdAt: at(0).toISOString(),
  lastUsedAt: at(0).toISOString(),
  expiresAt: at(lifeInMilliseconds).toISOString(),
  ip: null,
  userAgent: null,
  authenticatedAt: at(0).toISOString(),
  amr: ['pwd'],
});

describe('the expiry of a session:', () => {
  const cases = [
    ['used when it starts', 0, 600_000],
    ['used in the middle of its absolute lifetime', 1_800_000, 2_400_000],
    ['used one idle lifetime and a millisecond before its absolute end', 2_999_999, 3_599_999],
    ['used one idle lifetime before its absolute end', 3_000_000, 3_600_000],
    ['used a millisecond later than that', 3_000_001, 3_600_000],
    ['used a millisecond before its absolute end', 3_599_999, 3_600_000],
  ] as const;
  it('used at any time: is one idle lifetime later, but not after the absolute end', () => {
    for (const [what, used, end] of cases)
      expect(sessionExpiry(life, at(0), at(used)).toISOString(), what).to.equal(at(end).toISOString());
  });
});

describe('whether a session has expired:', () => {
  const longer = { idle: 1, absolute: 86_400 };
  const cases = [
    ['before its expiry', 600_000, life, 599_999, false],
    ['at its expiry', 600_000, life, 600_000, true],
    ['later', 600_000, life, 86_400_000, true],
    ['stored with a longer lifetime, before the current one ends', 86_400_000, life, 3_599_999, false],
    ['stored with a longer lifetime, when the current one ends', 86_400_000, life, 3_600_000, true],
    ['stored with a shorter lifetime, before that ends', 600_000, longer, 599_999, false],
    ['stored with a shorter lifetime, when that ends', 600_000, longer, 600_000, true],
  ] as const;
  it('by its stored expiry and the current settings: is exact to the millisecond', () => {
    for (const [what, stored, settings, now, expired] of cases)
      expect(isSessionExpired(session(stored), settings, at(now)), what).to.equal(expired);
  });
});
