import { expect } from 'chai';
import { assessRefreshToken, type RefreshToken } from '../../../src/core/identity/refresh-rotation.js';

const now = new Date('2026-11-22T12:00:00.000Z');
const ago = (milliseconds: number) => new Date(now.getTime() - milliseconds);
const day = 86_400_000;

const unused = (parentHash: string | null): RefreshToken => ({
  hash: 'own',
  parentHash,
  salt: null,
  saltedAt: null,
  usedAt: null,
  supersededAt: null,
});
const used = (overrides: Partial<RefreshToken> = {}): RefreshToken => ({
  ...unused('parent'),
  salt: 'salt',
  saltedAt: ago(day),
  usedAt: ago(day),
  ...overrides,
});
const superseded = (milliseconds: number, overrides: Partial<RefreshToken> = {}) =>
  used({ salt: null, supersededAt: ago(milliseconds), ...overrides });

describe('the state of a refresh token:', () => {
  const cases: readonly [what: string, token: RefreshToken, head: string | null, meaning: string][] = [
    ['the first of a session, not used yet', unused(null), null, 'advance'],
    ['an unused successor of the head', unused('head'), 'head', 'advance'],
    ['an unused successor of a former head', unused('parent'), 'head', 'theft'],
    ['an unused successor before any token was used', unused('parent'), null, 'theft'],
    ['the first of a session, unused while another was used', unused(null), 'head', 'theft'],
    ['the head, salted at this moment', used({ saltedAt: now }), 'own', 'repeat'],
    ['the head, salted 29,999 ms ago', used({ saltedAt: ago(29_999) }), 'own', 'repeat'],
    ['the head, salted 30,000 ms ago', used({ saltedAt: ago(30_000) }), 'own', 'branch'],
    ['the head, salted a day ago', used(), 'own', 'branch'],
    [
      'the head, used now, without a time of its salt',
      used({ saltedAt: null, usedAt: now }),
      'own',
      'branch',
    ],
    ['the head, used a day ago and salted again now', used({ saltedAt: ago(1) }), 'own', 'repeat'],
    ['the head, salted in the future', used({ saltedAt: ago(-day) }), 'own', 'repeat'],
    ['one superseded at this moment', superseded(0), 'head', 'superseded'],
    ['one superseded 29,999 ms ago', superseded(29_999), 'head', 'superseded'],
    ['one superseded 30,000 ms ago', superseded(30_000), 'head', 'theft'],
    ['one superseded a day ago', superseded(day), 'head', 'theft'],
    ['one superseded a day ago and salted just now', superseded(day, { saltedAt: now }), 'head', 'theft'],
    ['one used just now, neither head nor superseded', used({ saltedAt: now, usedAt: now }), 'head', 'theft'],
    ['one used, without a head', used({ saltedAt: now, usedAt: now }), null, 'theft'],
  ];
  it('is one of five, by the token and the head of its session', () => {
    for (const [what, token, head, meaning] of cases)
      expect(assessRefreshToken(token, head, now), what).to.equal(meaning);
  });
});
