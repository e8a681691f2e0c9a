import { expect } from 'chai';
import { HmacRefreshTokens } from '../../../src/adapters/crypto/hmac-refresh-tokens.js';

const tokens = new HmacRefreshTokens();

describe('refresh tokens:', () => {
  it('of one session: share a family, which is known by its hash', () => {
    const first = tokens.first();
    const [shared = ''] = first.split('.');
    const child = tokens.child(tokens.child(first, 'one'), 'two');
    expect(child).to.match(/^[\w-]{43}\.[\w-]{43}$/);
    expect(child.startsWith(`${shared}.`)).to.equal(true);
    expect([tokens.family(first), tokens.family(child)]).to.deep.equal([
      tokens.hash(shared),
      tokens.hash(shared),
    ]);
  });

  it('of two sessions: share nothing', () => {
    const parts = [tokens.first(), tokens.first()].flatMap((token) => token.split('.'));
    expect(new Set(parts).size).to.equal(4);
  });

  it('a successor: follows from the whole token and the salt, and is another for each', () => {
    const [first, other] = [tokens.first(), tokens.first()];
    const sameFamily = `${first.split('.')[0]}.${other.split('.')[1]}`;
    const all = [first, sameFamily, other].flatMap((token) => [
      tokens.child(token, 'a'),
      tokens.child(token, 'b'),
    ]);
    expect(new Set(all.map((token) => token.split('.')[1])).size).to.equal(6);
    expect(tokens.child(first, 'a')).to.equal(tokens.child(first, 'a'));
  });

  it('of a session from before families: have none, and nor have their successors', () => {
    const old = tokens.random();
    const child = tokens.child(old, 'salt');
    expect(child).to.match(/^[\w-]{43}$/);
    expect([tokens.family(old), tokens.family(child)]).to.deep.equal([undefined, undefined]);
  });

  it('that were spoiled on their way: have no family', () => {
    const first = tokens.first();
    for (const spoiled of [
      ` ${first}`,
      `${first} `,
      first.slice(1),
      first.slice(0, -1),
      `${first}=`,
      `x${first}`,
    ])
      expect(tokens.family(spoiled), spoiled).to.equal(undefined);
  });
});
