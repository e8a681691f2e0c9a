import { expect } from 'chai';
import fc from 'fast-check';
import { maxPasswordLength, requireStrongPassword } from '../../../src/core/identity/password-policy.js';
import type { DomainError } from '../../../src/core/shared/errors.js';
import { refusal } from '../refusal.js';
import { policy } from './accounts.js';

const ada = { email: 'ada.lovelace@analytical-engines.example', visibleName: 'Countess Ada' };

const accept = (password: string, minLength = 15, owner = ada) =>
  requireStrongPassword({ ...policy, minLength }, password, '/password', owner);

/** The codes of what is wrong with it. */
const reasons = async (password: string, minLength = 15, owner = ada) => {
  const error = await refusal(() => accept(password, minLength, owner));
  expect(error.code).to.equal('weak-password');
  expect(error.message).to.not.include(password);
  return (error as DomainError).violations.map(({ code }) => code);
};

describe('require a strong password', () => {
  it('ASVS 6.2.1, one character short: refuses, and says where and how many it takes', async () => {
    const error = await refusal(() => requireStrongPassword(policy, 'x'.repeat(14), '/newPassword', ada));
    const message = 'A password has at least 15 characters.';
    expect(error).to.include({ code: 'weak-password', message });
    expect((error as DomainError).violations).to.deep.equal([
      { pointer: '/newPassword', message, code: 'too-short' },
    ]);
  });

  it('ASVS 6.2.1, exactly as long as it must be: accepts', () => accept('x'.repeat(15)));

  it('ASVS 6.2.5, of one kind of character only: accepts', async () => {
    for (const character of ['a', 'A', '1', ' ', '!', 'ä', '密']) await accept(character.repeat(15));
  });

  it('ASVS 6.2.9, as long as can be: accepts', () => accept('x'.repeat(maxPasswordLength)));

  it('ASVS 6.2.9, the longest there is: is far beyond 64 characters', () => {
    expect(maxPasswordLength).to.be.at.least(128);
  });

  it('of emoji: counts each code point once (NIST SP 800-63B-4 section 3.1.1.2)', async () => {
    await accept('🎻'.repeat(15));
    expect(await reasons('🎻'.repeat(14))).to.deep.equal(['too-short']);
  });

  it('of any text: refuses exactly what has too few code points, and never repeats it', async () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 8, max: 12 }), async (password, minLength) => {
        const nobody = { email: '', visibleName: '' };
        if (Array.from(password.normalize('NFKC')).length >= minLength)
          return accept(password, minLength, nobody);
        const error = await refusal(() => accept(password, minLength, nobody));
        expect(error.message).to.match(/^A password has at least \d+ characters\.$/);
      }),
    );
  });

  it('of letters with marks beside them: counts what is hashed, where they are one', async () => {
    await accept('e\u0301'.repeat(15));
    expect(await reasons('e\u0301'.repeat(14))).to.deep.equal(['too-short']);
  });

  it('ASVS 6.2.4, that is common, in whatever letters are hashed alike: refuses', async () => {
    for (const password of [
      'a common password',
      'ａ ｃｏｍｍｏｎ ｐａｓｓｗｏｒｄ',
      'a\u00a0common\u2003password',
    ])
      expect(await reasons(password)).to.deep.equal(['common']);
  });

  const own = [
    'ada.lovelace@analytical-engines.example',
    'ADA.LOVELACE@ANALYTICAL-ENGINES.EXAMPLE',
    'Ada.Lovelace.1815',
    'lovelacelovelace',
    'adalovelace12345!',
    'Countess Ada 1815',
    '!!! Ada Countess !!!',
    'analytical-engines1',
    'ｃｏｕｎｔｅｓｓ ａｄａ 1815',
    'ada ada ada ada ada',
  ];
  for (const password of own) {
    it(`ASVS 6.2.4, ${password} of somebody called so: refuses`, async () => {
      expect(await reasons(password)).to.deep.equal(['personal']);
    });
  }

  const others = ['ada quiet violins', 'seven quiet violins', 'the countess of monte cristo', '!'.repeat(20)];
  for (const password of others) {
    it(`${password}, in which there is no name of theirs or much beside: accepts`, () => accept(password));
  }

  it('with names of two characters, or of signs alone: takes them for none', async () => {
    const owner = { email: 'x@y.zz', visibleName: '-- --' };
    await accept('x y zz -- -- zz y x', 15, owner);
  });

  it('with more than one thing wrong: tells them all', async () => {
    expect(await reasons('Countess Ada')).to.deep.equal(['too-short', 'personal']);
  });
});
