import { expect } from 'chai';
import { RandomRecoveryCodes } from '../../../src/adapters/crypto/random-recovery-codes.js';

describe('random recovery codes', () => {
  it('ASVS 6.5.2/6.5.3: have 24 characters of 5 bits, in groups, none of which looks like another', () => {
    const generator = new RandomRecoveryCodes();
    const codes = Array.from({ length: 400 }, () => generator.next());
    expect(new Set(codes).size).to.equal(400);
    const groups = /^(?:[0-9A-HJKMNP-TV-Z]{4}-){5}[0-9A-HJKMNP-TV-Z]{4}$/;
    for (const code of codes) expect(code).to.match(groups);
    expect(new Set(codes.join('').replaceAll('-', '')).size).to.equal(32);
  });
});
