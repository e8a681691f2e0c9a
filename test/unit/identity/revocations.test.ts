import { expect } from 'chai';
import type { AccountFacts } from '../../../src/core/identity/access-claims.js';
import { assessToken } from '../../../src/core/identity/revocations.js';
import { asIssued, change, end, life, many, setUp, user } from './revoking.js';

describe('revocations:', () => {
  it('without any: a token has the role it says', () => {
    const { judge, revocations, apply } = setUp();
    expect(judge()).to.deep.equal(asIssued);
    apply();
    expect(judge({ role: 'admin' })).to.deep.equal({ role: 'admin' });
    // Changes of the catalogue are none.
    apply(many('movies'), change('movies', 'session-1'), change('authors', '7'));
    expect(judge()).to.deep.equal(asIssued);
    expect(revocations.size).to.equal(0);
  });

  it('a session that ended: its tokens have ended, whatever else is known; those of others have not', () => {
    const { apply, judge } = setUp();
    apply(end('session-1'), end('session-9'));
    expect([judge(), judge({ userId: 8 })]).to.deep.equal(['ended', 'ended']);
    expect(judge({ sessionId: 'session-2' })).to.deep.equal(asIssued);
    for (const other of [user({ role: 'admin' }, 2), many('sessions')]) {
      const both = setUp();
      both.apply(other, end('session-1'));
      expect(both.judge()).to.equal('ended');
    }
  });

  it('a user whose role changed: their tokens have the new one, up and down', () => {
    const { apply, judge } = setUp();
    apply(user({ role: 'admin' }));
    expect(judge()).to.deep.equal({ role: 'admin' });
    apply(user({ role: 'user' }, 2));
    expect(judge({ role: 'admin' })).to.deep.equal({ role: 'user' });
    expect(judge({ userId: 70, role: 'admin' })).to.deep.equal({ role: 'admin' });
  });

  it('an inactive or removed user: their tokens have ended', () => {
    const [inactive, removed] = [setUp(), setUp()];
    inactive.apply(user({ active: false }));
    expect([inactive.judge(), inactive.judge({ sessionId: 'session-2', tokenVersion: 1 })]).to.deep.equal([
      'ended',
      'ended',
    ]);
    // Also when an older change is applied later.
    removed.apply(user(null, 21), user({ role: 'admin' }, 20));
    expect([removed.judge(), removed.judge({ tokenVersion: 99 })]).to.deep.equal(['ended', 'ended']);
  });

  it('a user with a new version: older tokens have ended; newer ones are unknown, since they prove a later change', () => {
    const { apply, judge } = setUp();
    apply(user({ active: false, tokenVersion: 3 }));
    expect(judge({ tokenVersion: 4 })).to.equal('unknown');
    apply(user({ tokenVersion: 4 }, 2));
    expect(judge({ tokenVersion: 3 })).to.equal('ended');
    expect(judge({ tokenVersion: 4 })).to.deep.equal(asIssued);
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
    it(`many ${kind} at once: every token is unknown until the life of earlier tokens is over`, () => {
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
