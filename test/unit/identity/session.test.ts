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
});

describe('the expiry of a session:', () => {
  const cases = [
    ['used as it starts', 0, 600_000],
    ['used in the middle of its absolute life', 1_800_000, 2_400_000],
    ['used one idle life and a millisecond before its absolute end', 2_999_999, 3_599_999],
    ['used one idle life before its absolute end', 3_000_000, 3_600_000],
    ['used a millisecond later than that', 3_000_001, 3_600_000],
    ['used a millisecond before its absolute end', 3_599_999, 3_600_000],
  ] as const;
  for (const [what, used, end] of cases) {
    it(`a session: ${what}: ends ${end} ms after it began unless it is used again`, () => {
      expect(sessionExpiry(life, at(0), at(used)).toISOString()).to.equal(at(end).toISOString());
    });
  }
});

describe('whether a session is over:', () => {
  it('one that is not used: a millisecond before its expiry: is not over', () => {
    expect(isSessionExpired(session(600_000), life, at(599_999))).to.equal(false);
  });

  it('one that is not used: at its expiry and later: is over', () => {
    for (const late of [600_000, 600_001, 86_400_000]) {
      expect(isSessionExpired(session(600_000), life, at(late))).to.equal(true);
    }
  });

  it('one from when sessions lived longer: by the life they have now: is over to the millisecond', () => {
    expect(isSessionExpired(session(86_400_000), life, at(3_599_999))).to.equal(false);
    expect(isSessionExpired(session(86_400_000), life, at(3_600_000))).to.equal(true);
  });

  it('one from when sessions lived shorter: by the life they have now: is over when it said', () => {
    expect(isSessionExpired(session(600_000), { idle: 1, absolute: 86_400 }, at(599_999))).to.equal(false);
    expect(isSessionExpired(session(600_000), { idle: 1, absolute: 86_400 }, at(600_000))).to.equal(true);
  });
});
