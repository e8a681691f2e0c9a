import { expect } from 'chai';
import fc from 'fast-check';
import { maxPasswordLength, requireStrongPassword } from '../../../src/core/identity/password-policy.js';
import type { DomainError } from '../../../src/core/shared/errors.js';
import { errorOf } from '../rejections.js';
import { policy } from './accounts.js';

const ada = { email: 'ada.lovelace@analytical-engines.example', visibleName: 'Countess Ada' };

const accept = (password: string, minLength = 15, owner = ada) =>
  requireStrongPassword({ ...policy, minLength }, password, '/password', owner);

/** The codes of the violated rules. */
const reasons = async (password: string, minLength = 15, owner = ada) => {
  const error = await errorOf(() => accept(password, minLength, owner));
  expect(error.code).to.equal('weak-password');
  expect(error.message).to.not.include(password);
  return (error as DomainError).violations.map(({ code }) => code);
};

describe('require a strong password', () => {
  it('ASVS 6.2.1, one character short: is rejected by its field, with the minimum', async () => {
    const error = await errorOf(() => requireStrongPassword(policy, 'x'.repeat(14), '/newPassword', ada));
    expect(error.code).to.equal('weak-password');
    const [violation, ...others] = (error as DomainError).violations;
    expect(others).to.be.empty;
    expect(violation).to.include({ pointer: '/newPassword', code: 'too-short', message: error.message });
    expect(error.message).to.include('15');
  });

  it('ASVS 6.2.5/6.2.9, of one kind of character, from the minimum to the maximum: is accepted', async () => {
    for (const character of ['a', 'A', '1', ' ', '!', 'ä', '密']) await accept(character.repeat(15));
    await accept('x'.repeat(maxPasswordLength));
    expect(maxPasswordLength).to.be.at.least(128);
  });

  it('NIST SP 800-63B-4 section 3.1.1.2, any text: is rejected exactly if it has too few code points as hashed', async () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 8, max: 12 }), async (password, minLength) => {
        const nobody = { email: '', visibleName: '' };
        if (Array.from(password.normalize('NFKC')).length >= minLength)
          return accept(password, minLength, nobody);
        const error = await errorOf(() => accept(password, minLength, nobody));
        expect((error as DomainError).violations.map(({ code }) => code)).to.deep.equal(['too-short']);
      }),
    );
  });

  it('ASVS 6.2.4, that is common, in any characters that are hashed alike: is rejected', async () => {
    for (const password of [
      'a common password',
      'ａ ｃｏｍｍｏｎ ｐａｓｓｗｏｒｄ',
      'a\u00a0common\u2003password',
    ])
      expect(await reasons(password)).to.deep.equal(['common']);
  });

  it('ASVS 6.2.4, made of the name or the email: is rejected; with enough other text: is accepted', async () => {
    const personal = [
      ...['ada.lovelace@analytical-engines.example', 'ADA.LOVELACE@ANALYTICAL-ENGINES.EXAMPLE'],
      ...['Ada.Lovelace.1815', 'lovelacelovelace', 'adalovelace12345!', 'Countess Ada 1815'],
      ...[
        '!!! Ada Countess !!!',
        'analytical-engines1',
        'ｃｏｕｎｔｅｓｓ ａｄａ 1815',
        'ada ada ada ada ada',
      ],
    ];
    for (const password of personal) expect(await reasons(password), password).to.deep.equal(['personal']);
    const others = [
      'ada quiet violins',
      'seven quiet violins',
      'the countess of monte cristo',
      '!'.repeat(20),
    ];
    for (const password of others) await accept(password);
  });

  it('with names of two characters, or of symbols alone: ignores them', async () => {
    const owner = { email: 'x@y.zz', visibleName: '-- --' };
    await accept('x y zz -- -- zz y x', 15, owner);
  });

  it('with several reasons: reports them all', async () => {
    expect(await reasons('Countess Ada')).to.deep.equal(['too-short', 'personal']);
  });
});
