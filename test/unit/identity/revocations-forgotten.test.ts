import { expect } from 'chai';
import { asItSays, end, life, setUp, user } from './revoking.js';

describe('what is remembered of revocations:', () => {
  it('of sessions and users: is each of them once', () => {
    const { tell, revocations } = setUp();
    tell(end('a'), end('b'), end('a'), user({}, 1, '1'), user({}, 2, '2'), user({}, 3, '2'));
    expect(revocations.size).to.equal(4);
  });

  it('counts to the last millisecond of the life, and is forgotten with the next news after it', () => {
    for (const [news, verdict] of [
      [end('session-1'), 'ended'],
      [user({ active: false }), 'ended'],
    ] as const) {
      const { tell, judge, pass, revocations } = setUp();
      tell(news);
      pass(life * 1000 - 1);
      tell();
      expect(judge()).to.equal(verdict);
      expect(revocations.size).to.equal(1);
      pass(60_000);
      tell();
      expect(revocations.size).to.equal(0);
      expect(judge()).to.deep.equal(asItSays);
    }
  });

  it('is forgotten in the very millisecond that ends the life, if news come then', () => {
    const { tell, pass, revocations } = setUp();
    tell(end('session-1'), user({}));
    pass(life * 1000);
    tell(end('session-2'));
    expect(revocations.size).to.equal(1);
  });

  it('is looked through once a minute, not at each news', () => {
    const { tell, pass, revocations } = setUp();
    tell(end('session-1'));
    pass(life * 1000 - 1);
    tell();
    pass(59_999);
    tell();
    expect(revocations.size).to.equal(1);
    pass(1);
    tell();
    expect(revocations.size).to.equal(0);
  });

  it('told again, as after a reconnect: is remembered for a life from then on', () => {
    for (const news of [end('session-1'), user({ active: false })]) {
      const { tell, judge, pass } = setUp();
      tell(news);
      pass(life * 600);
      tell(news);
      pass(life * 1000 - 1);
      tell();
      expect(judge()).to.equal('ended');
    }
  });

  it('of a user, when something older is told: is neither replaced nor kept longer', () => {
    const { tell, pass, revocations } = setUp();
    tell(user({ active: false }, 5));
    pass(life * 600);
    tell(user({}, 4));
    pass(life * 400);
    tell();
    expect(revocations.size).to.equal(0);
  });

  it('of a thousand, told over an hour: never is more than a life holds', () => {
    const { tell, pass, revocations } = setUp();
    let most = 0;
    for (let i = 0; i < 1000; i += 1) {
      tell(end(`session-${i}`), user({}, i, `${i}`));
      pass(3600);
      most = Math.max(most, revocations.size);
    }
    expect(most).to.be.within(2 * 266, 2 * 286);
  });
});
