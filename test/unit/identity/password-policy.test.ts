import { expect } from 'chai';
import fc from 'fast-check';
import { maxPasswordLength, requireStrongPassword } from '../../../src/core/identity/password-policy.js';
import { DomainError } from '../../../src/core/shared/errors.js';
import { refusal } from '../refusal.js';

const accept = (password: string, minLength = 15) => {
  expect(() => requireStrongPassword({ minLength }, password, '/password')).not.to.throw();
};

describe('require a strong password', () => {
  it('ASVS 6.2.1, one character short: refuses, and says where and how many it takes', async () => {
    const error = await refusal(() =>
      requireStrongPassword({ minLength: 15 }, 'x'.repeat(14), '/newPassword'),
    );
    const message = 'A password has at least 15 characters.';
    expect(error).to.include({ code: 'weak-password', message });
    expect((error as DomainError).violations).to.deep.equal([
      { pointer: '/newPassword', message, code: 'too-short' },
    ]);
  });

  it('ASVS 6.2.1, exactly as long as it must be: accepts', () => accept('x'.repeat(15)));

  it('ASVS 6.2.5, of one kind of character only: accepts', () => {
    for (const character of ['a', 'A', '1', ' ', '!', 'ä', '密']) accept(character.repeat(15));
  });

  it('ASVS 6.2.9, as long as can be: accepts', () => accept('x'.repeat(maxPasswordLength)));

  it('ASVS 6.2.9, the longest there is: is far beyond 64 characters', () => {
    expect(maxPasswordLength).to.be.at.least(128);
  });

  it('of emoji: counts each code point once (NIST SP 800-63B-4 section 3.1.1.2)', async () => {
    accept('🎻'.repeat(15));
    expect(await refusal(() => requireStrongPassword({ minLength: 15 }, '🎻'.repeat(14), ''))).to.include({
      code: 'weak-password',
    });
  });

  it('of any text: refuses exactly what has too few code points, and never repeats it', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 20 });
    fc.assert(
      fc.property(text, fc.integer({ min: 8, max: 12 }), (password, minLength) => {
        if (Array.from(password).length >= minLength) return accept(password, minLength);
        expect(() => requireStrongPassword({ minLength }, password, '/password')).to.throw(
          DomainError,
          /^A password has at least \d+ characters\.$/,
        );
      }),
    );
  });
});
