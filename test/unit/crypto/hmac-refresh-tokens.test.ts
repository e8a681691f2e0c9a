import { expect } from 'chai';
import { HmacRefreshTokens } from '../../../src/adapters/crypto/hmac-refresh-tokens.js';

const tokens = new HmacRefreshTokens();

describe('refresh tokens:', () => {
  it('of one session: have the same family; of two sessions: have nothing in common', () => {
    const [first, other] = [tokens.first(), tokens.first()];
    const [shared = ''] = first.split('.');
    const child = tokens.child(tokens.child(first, 'one'), 'two');
    expect(child).to.match(/^[\w-]{43}\.[\w-]{43}$/);
    expect(child.startsWith(`${shared}.`)).to.equal(true);
    const families = [tokens.family(first), tokens.family(child)];
    expect(families).to.deep.equal(Array(2).fill(tokens.hash(shared)));
    expect(new Set([first, other].flatMap((token) => token.split('.'))).size).to.equal(4);
  });

  it('a successor: is derived from the whole token and the salt, and differs with each of them', () => {
    const [first, other] = [tokens.first(), tokens.first()];
    const sameFamily = `${first.split('.')[0]}.${other.split('.')[1]}`;
    const children = [first, sameFamily, other].flatMap((token) =>
      ['a', 'b'].map((salt) => tokens.child(token, salt)),
    );
    expect(new Set(children.map((token) => token.split('.')[1])).size).to.equal(6);
    expect(tokens.child(first, 'a')).to.equal(tokens.child(first, 'a'));
  });

  it('of releases without families, or damaged: have no family', () => {
    const old = tokens.random();
    const child = tokens.child(old, 'salt');
    expect(child).to.match(/^[\w-]{43}$/);
    const first = tokens.first();
    const damaged = [` ${first}`, `${first} `, first.slice(1), first.slice(0, -1), `${first}=`, `x${first}`];
    for (const token of [old, child, ...damaged]) expect(tokens.family(token), token).to.equal(undefined);
  });
});
