import { forge } from '../../unit/crypto/forging.js';
import { useForgery } from './forgery.js';

const seconds = () => Math.floor(Date.now() / 1000);

describe('hostile claims of access tokens over HTTP:', () => {
  const { good, withClaims, expectAll, rs256 } = useForgery();

  for (const name of 'iss aud sub exp iat jti sid client_id role ver'.split(' ')) {
    it(`RFC 8725 section 3.10 the claim ${name} removed, or of any other type: answers 401`, async () => {
      const right = good.claims[name];
      const others = [
        null,
        true,
        false,
        0.5,
        -1,
        '',
        'x',
        [],
        {},
        [right],
        [right, right],
        { [name]: right },
      ];
      const retyped = [...others, typeof right === 'number' ? String(right) : 7];
      const isAge = (value: unknown) =>
        ['exp', 'iat'].includes(name) && (value === -1 || (name === 'exp' && value === 0.5));
      const tokens = retyped.filter((value) => !isAge(value)).map((value) => [value, { [name]: value }]);
      await expectAll('401 token-invalid', {
        removed: withClaims({ [name]: undefined }),
        ...Object.fromEntries(
          tokens.map(([value, claim]) => [JSON.stringify(value), withClaims(claim as object)]),
        ),
      });
    });
  }

  it('ASVS 9.2.1 times out of bounds: answer 401, token-expired where it is for their age', async () => {
    const now = seconds();
    await expectAll('401 token-expired', {
      'exp now': withClaims({ exp: now }),
      'exp zero': withClaims({ exp: 0 }),
      'exp below zero': withClaims({ exp: -1 }),
      'iat zero, exp in a year': withClaims({ iat: 0, exp: now + 31_536_000 }),
      'iat below zero': withClaims({ iat: -1 }),
      'older than its life, exp as it would be': withClaims({ iat: now - 901, exp: now - 1 }),
    });
    await expectAll('401 token-invalid', {
      'iat in the future': withClaims({ iat: now + 120 }),
      'nbf in the future': withClaims({ nbf: now + 120 }),
      'nbf as text': withClaims({ nbf: '0' }),
      'iat and exp without bounds': forge(
        good.header,
        JSON.stringify({ ...good.claims, iat: 0, exp: 0 }).replaceAll(/"(iat|exp)":0/g, '"$1":1e999'),
        rs256,
      ),
    });
  });

  it('ids beyond those that the database has: answer 401', async () => {
    await expectAll('401 token-invalid', {
      'sub beyond an integer': withClaims({ sub: '2147483648' }),
      'sub of ten digits': withClaims({ sub: '9999999999' }),
      'sub of a hundred digits': withClaims({ sub: '9'.repeat(100) }),
      'sub zero': withClaims({ sub: '0' }),
    });
  });
});
