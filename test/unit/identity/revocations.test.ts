import { expect } from 'chai';
import type { AccessClaims, AccountFacts } from '../../../src/core/identity/access-claims.js';
import { assessToken, Revocations, type Verdict } from '../../../src/core/identity/revocations.js';
import type { Change } from '../../../src/core/shared/changes.js';

/** Seconds: 15 minutes, and one minute for clocks that differ. */
const life = 960;

const setUp = () => {
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
  authTime: 0,
  amr: ['pwd'],
  ...overrides,
});
const change = (kind: string, id: string | null, facts: unknown = null, seq = 1): Change => ({
  seq,
  kind,
  id,
  facts,
});
const end = (id: string) => change('sessions', id);
const user = (facts: Partial<AccountFacts> | null, seq = 1, id = '7') =>
  change('users', id, facts && { role: 'user', active: true, tokenVersion: 3, ...facts }, seq);
const many = (kind: string) => change(kind, null);
const asIssued = { role: 'user' } as const;

describe('revocations:', () => {
  const demoted = [user({ role: 'admin' }), user({ role: 'user' }, 2)];
  // Applied in the other order, the older change has no effect.
  const removed = [user(null, 21), user({ role: 'admin' }, 20)];
  const catalogue = [many('movies'), change('movies', 'session-1'), change('authors', '7')];
  const cases: [what: string, changes: Change[], token: Partial<AccessClaims>, verdict: Verdict][] = [
    ['no change', [], { role: 'admin' }, { role: 'admin' }],
    ['changes of the catalogue', catalogue, {}, asIssued],
    ['the session ended', [end('session-1')], {}, 'ended'],
    ['the session ended, for another user', [end('session-1')], { userId: 8 }, 'ended'],
    ['another session ended', [end('session-9')], {}, asIssued],
    ['the session ended, and another role', [user({ role: 'admin' }, 2), end('session-1')], {}, 'ended'],
    ['the session ended, and many others', [many('sessions'), end('session-1')], {}, 'ended'],
    ['another role', [user({ role: 'admin' })], {}, { role: 'admin' }],
    ['a lower role', demoted, { role: 'admin' }, { role: 'user' }],
    ['a lower role of another user', demoted, { userId: 70, role: 'admin' }, { role: 'admin' }],
    ['an inactive user', [user({ active: false })], {}, 'ended'],
    ['an inactive user, an older token', [user({ active: false })], { tokenVersion: 1 }, 'ended'],
    ['a removed user', removed, {}, 'ended'],
    ['a removed user, a newer token', removed, { tokenVersion: 99 }, 'ended'],
    ['a newer version', [user({ tokenVersion: 4 })], { tokenVersion: 3 }, 'ended'],
    ['the same version', [user({ tokenVersion: 4 })], { tokenVersion: 4 }, asIssued],
    // The token proves a later change.
    ['an older version', [user({ active: false, tokenVersion: 3 })], { tokenVersion: 4 }, 'unknown'],
  ];
  it('a token: is assessed as its role, the current role, ended or unknown', () => {
    for (const [what, changes, token, verdict] of cases) {
      const { apply, judge } = setUp();
      apply(...changes);
      expect(judge(token), what).to.deep.equal(verdict);
    }
    const { apply, revocations } = setUp();
    apply(...catalogue);
    expect(revocations.size).to.equal(0);
  });

  it('a user changed several times, applied in any order and more than once: has the last state', () => {
    const states = [
      user({ role: 'moderator' }, 11),
      user({ role: 'admin' }, 12),
      user({ active: false, tokenVersion: 4 }, 13),
      user({ role: 'moderator', tokenVersion: 5 }, 14),
    ] as const;
    const [a, b, c, d] = states;
    for (const order of [states, [d, c, b, a], [c, a, d, b], [d, a, d, c, a], [b, d, b]]) {
      const [{ apply, judge, revocations }, together] = [setUp(), setUp()];
      for (const one of order) apply(one);
      expect(judge({ tokenVersion: 5 })).to.deep.equal({ role: 'moderator' });
      expect(judge({ tokenVersion: 4 })).to.equal('ended');
      together.apply(...order);
      expect(together.judge({ tokenVersion: 5 })).to.deep.equal({ role: 'moderator' });
      expect(revocations.size).to.equal(1);
    }
  });

  for (const kind of ['users', 'sessions'])
    it(`many ${kind} at once: every token is unknown until earlier tokens have expired`, () => {
      const { apply, judge, pass } = setUp();
      apply(user({ role: 'admin' }), many(kind));
      expect(judge()).to.equal('unknown');
      pass(life * 500);
      apply(many(kind), end('session-5'));
      pass(life * 1000 - 1);
      expect(judge({ userId: 8, sessionId: 'session-8' })).to.equal('unknown');
      pass(1);
      expect(judge({ userId: 8 })).to.deep.equal(asIssued);
    });

  it('the state of a user, and a token of theirs: ended, or the current role', () => {
    const facts: AccountFacts = { role: 'moderator', active: true, tokenVersion: 3 };
    const verdicts = [
      assessToken(null, 3),
      assessToken({ ...facts, active: false }, 3),
      assessToken(facts, 2),
    ];
    expect(verdicts).to.deep.equal(['ended', 'ended', 'ended']);
    expect([assessToken(facts, 3), assessToken(facts, 4)]).to.deep.equal(
      Array(2).fill({ role: 'moderator' }),
    );
  });
});

describe('stored revocations:', () => {
  it('of sessions and users: are one for each session and user', () => {
    const { apply, revocations } = setUp();
    apply(end('a'), end('b'), end('a'), user({}, 1, '1'), user({}, 2, '2'), user({}, 3, '2'));
    expect(revocations.size).to.equal(4);
  });

  for (const change of [end('session-1'), user({ active: false })]) {
    it(`of ${change.kind}: count until the last millisecond of the lifetime, and are removed with the next change after it`, () => {
      const { apply, judge, pass, revocations } = setUp();
      apply(change);
      pass(life * 1000 - 1);
      apply();
      expect([judge(), revocations.size]).to.deep.equal(['ended', 1]);
      pass(60_000);
      apply();
      expect([judge(), revocations.size]).to.deep.equal([asIssued, 0]);
    });

    it(`of ${change.kind}, applied again, as after a reconnect: count for a lifetime from then on`, () => {
      const { apply, judge, pass } = setUp();
      apply(change);
      pass(life * 600);
      apply(change);
      pass(life * 1000 - 1);
      apply();
      expect(judge()).to.equal('ended');
    });
  }

  it('are removed after the end of the lifetime, at most once a minute', () => {
    const [exact, late] = [setUp(), setUp()];
    exact.apply(end('session-1'), user({}));
    exact.pass(life * 1000);
    exact.apply(end('session-2'));
    expect(exact.revocations.size).to.equal(1);
    late.apply(end('session-1'));
    late.pass(life * 1000 - 1);
    late.apply();
    for (const [time, size] of [
      [59_999, 1],
      [1, 0],
    ] as const) {
      late.pass(time);
      late.apply();
      expect(late.revocations.size).to.equal(size);
    }
  });

  it('of a user, when an older change is applied: are neither replaced nor kept longer', () => {
    const { apply, pass, revocations } = setUp();
    apply(user({ active: false }, 5));
    pass(life * 600);
    apply(user({}, 4));
    pass(life * 400);
    apply();
    expect(revocations.size).to.equal(0);
  });

  it('of a thousand sessions in an hour: are never more than those of one token lifetime', () => {
    const { apply, pass, revocations } = setUp();
    let maximum = 0;
    for (let i = 0; i < 1000; i += 1) {
      apply(end(`session-${i}`), user({}, i, `${i}`));
      pass(3600);
      maximum = Math.max(maximum, revocations.size);
    }
    expect(maximum).to.be.within(2 * 266, 2 * 286);
  });
});
