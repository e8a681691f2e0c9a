import { expect } from 'chai';
import type { UserFacts } from '../../../src/core/identity/access-claims.js';
import { verdictBy } from '../../../src/core/identity/revocations.js';
import { asItSays, change, end, life, many, setUp, user } from './revoking.js';

describe('revocations:', () => {
  it('told nothing: a token counts with the role it says', () => {
    const { judge, revocations, tell } = setUp();
    expect(judge()).to.deep.equal(asItSays);
    tell();
    expect(judge({ role: 'admin' })).to.deep.equal({ role: 'admin' });
    expect(revocations.size).to.equal(0);
  });

  describe('a session that ended', () => {
    it('with its own token: ended; with those of other sessions of the user: not', () => {
      const { tell, judge } = setUp();
      tell(end('session-1'), end('session-9'));
      expect(judge()).to.equal('ended');
      expect(judge({ userId: 8 })).to.equal('ended');
      expect(judge({ sessionId: 'session-2' })).to.deep.equal(asItSays);
    });

    it('of a user who was promoted: ended all the same', () => {
      const { tell, judge } = setUp();
      tell(user({ role: 'admin' }, 2), end('session-1'));
      expect(judge()).to.equal('ended');
    });

    it('while other sessions are unknown: ended, and nobody needs to be asked', () => {
      const { tell, judge } = setUp();
      tell(end('session-1'), many('sessions'));
      expect(judge()).to.equal('ended');
    });
  });

  describe('a user who changed', () => {
    it('in role: counts with the new one, up and down', () => {
      const { tell, judge } = setUp();
      tell(user({ role: 'admin' }));
      expect(judge()).to.deep.equal({ role: 'admin' });
      tell(user({ role: 'user' }, 2));
      expect(judge({ role: 'admin' })).to.deep.equal({ role: 'user' });
      expect(judge({ userId: 70, role: 'admin' })).to.deep.equal({ role: 'admin' });
    });

    it('to inactive: ended, whatever the version', () => {
      const { tell, judge } = setUp();
      tell(user({ active: false }));
      expect(judge()).to.equal('ended');
      expect(judge({ sessionId: 'session-2', tokenVersion: 1 })).to.equal('ended');
    });

    it('in version: tokens from before are ended, those of the new one count', () => {
      const { tell, judge } = setUp();
      tell(user({ tokenVersion: 4 }));
      expect(judge({ tokenVersion: 3 })).to.equal('ended');
      expect(judge({ tokenVersion: 4 })).to.deep.equal(asItSays);
    });

    it('with a token that is newer than what was told: unknown, since it proves that there is more', () => {
      const { tell, judge } = setUp();
      tell(user({ active: false, tokenVersion: 3 }));
      expect(judge({ tokenVersion: 4 })).to.equal('unknown');
      tell(user({ role: 'moderator', tokenVersion: 4 }, 2));
      expect(judge({ tokenVersion: 4 })).to.deep.equal({ role: 'moderator' });
    });

    it('by being removed: ended, whatever the token says', () => {
      const { tell, judge } = setUp();
      tell(user(null));
      expect(judge()).to.equal('ended');
      expect(judge({ tokenVersion: 99 })).to.equal('ended');
    });

    it('several times, told in any order and more than once: counts as it is now', () => {
      const states = [
        user({ role: 'moderator' }, 11),
        user({ role: 'admin' }, 12),
        user({ active: false, tokenVersion: 4 }, 13),
        user({ role: 'moderator', tokenVersion: 5 }, 14),
      ] as const;
      const [a, b, c, d] = states;
      for (const order of [states, [d, c, b, a], [c, a, d, b], [d, a, d, c, a], [b, d, b]]) {
        const { tell, judge, revocations } = setUp();
        for (const one of order) tell(one);
        expect(judge({ tokenVersion: 5 })).to.deep.equal({ role: 'moderator' });
        expect(judge({ tokenVersion: 4 })).to.equal('ended');
        const together = setUp();
        together.tell(...order);
        expect(together.judge({ tokenVersion: 5 })).to.deep.equal({ role: 'moderator' });
        expect(revocations.size).to.equal(1);
      }
    });

    it('and was removed, told before the change: stays removed', () => {
      const { tell, judge } = setUp();
      tell(user(null, 21), user({ role: 'admin' }, 20));
      expect(judge()).to.equal('ended');
    });
  });

  describe('many at once', () => {
    for (const kind of ['users', 'sessions']) {
      it(`${kind}: every token is unknown until the life of tokens from before is over`, () => {
        const { tell, judge, pass } = setUp();
        tell(many(kind));
        expect(judge()).to.equal('unknown');
        pass(life * 1000 - 1);
        expect(judge({ userId: 8, sessionId: 'session-8' })).to.equal('unknown');
        pass(1);
        expect(judge()).to.deep.equal(asItSays);
      });

      it(`${kind}, and again later: unknown until the life after the last time is over`, () => {
        const { tell, judge, pass } = setUp();
        tell(many(kind));
        pass(life * 500);
        tell(many(kind), end('session-5'));
        pass(life * 1000 - 1);
        expect(judge()).to.equal('unknown');
        pass(1);
        expect(judge()).to.deep.equal(asItSays);
      });
    }

    it('users: also for one of whom something is known, as it may be older', () => {
      const { tell, judge } = setUp();
      tell(user({ role: 'admin' }), many('users'));
      expect(judge()).to.equal('unknown');
    });

    it('of the catalogue: nobody minds', () => {
      const { tell, judge, revocations } = setUp();
      tell(many('movies'), change('movies', 'session-1'), change('authors', '7'));
      expect(judge()).to.deep.equal(asItSays);
      expect(revocations.size).to.equal(0);
    });
  });
});

describe('what a user is now, and a token of theirs:', () => {
  const facts: UserFacts = { role: 'moderator', active: true, tokenVersion: 3 };
  it('no such user: ended', () => expect(verdictBy(null, 3)).to.equal('ended'));
  it('inactive: ended', () => expect(verdictBy({ ...facts, active: false }, 3)).to.equal('ended'));
  it('of an older version: ended', () => expect(verdictBy(facts, 2)).to.equal('ended'));
  it('of this version or a later one: counts with the role of now', () => {
    expect([verdictBy(facts, 3), verdictBy(facts, 4)]).to.deep.equal(Array(2).fill({ role: 'moderator' }));
  });
});
