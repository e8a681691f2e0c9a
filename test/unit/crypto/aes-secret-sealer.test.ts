import { expect } from 'chai';
import { AesSecretSealer } from '../../../src/adapters/crypto/aes-secret-sealer.js';
import { newSealingKey } from '../../../src/adapters/crypto/sealing-keys.js';
import type { DomainError } from '../../../src/core/shared/errors.js';

const secret = 'JBSWY3DPEHPK3PXP — ÿ';
const context = 'totp:7';
const [key, other] = [newSealingKey(), newSealingKey()];
const sealer = new AesSecretSealer([key]);

/** The cause of the error of `work`, which a client does not get. */
const causeOf = (work: () => string): string => {
  try {
    work();
  } catch (error) {
    const { code, message, cause } = error as DomainError;
    expect([code, message]).to.deep.equal(['unavailable', 'Second factors cannot be used right now.']);
    return (cause as Error).message;
  }
  throw new Error('nothing was thrown');
};

describe('seal a secret:', () => {
  it('ASVS 11.3.2, any text: opens to the same, and the sealed text contains the id of its key and nothing of it', () => {
    for (const plain of [secret, '', 'x'.repeat(10_000)]) {
      const sealed = sealer.seal(plain, context);
      expect(sealer.open(sealed, context)).to.equal(plain);
      expect(sealed).to.match(/^[\w-]{11}\.[\w-]+$/);
      expect(sealed.slice(0, 11)).to.equal(key.id);
      // The nonce and the tag.
      expect(Buffer.from(sealed.slice(12), 'base64url')).to.have.lengthOf(28 + Buffer.byteLength(plain));
    }
  });

  it('ASVS 11.3.4, twice: has another nonce, so nothing shows that two secrets are equal', () => {
    const sealed = [1, 2].map(() => sealer.seal(secret, context));
    const nonces = sealed.map((one) => one.slice(12, 28));
    expect(new Set([...sealed, ...nonces]).size).to.equal(4);
  });

  it('with several keys: the first seals, and all open', () => {
    const [both, reversed] = [new AesSecretSealer([key, other]), new AesSecretSealer([other, key])];
    const sealed = [both, reversed].map((one) => one.seal(secret, context));
    expect(sealed.map((one) => one.slice(0, 11))).to.deep.equal([key.id, other.id]);
    for (const one of sealed)
      expect([both, reversed].map((opener) => opener.open(one, context))).to.deep.equal([secret, secret]);
  });

  it('without a key: is unavailable, and names the setting', () => {
    expect(causeOf(() => new AesSecretSealer([]).seal(secret, context))).to.include('MFA__KEY_FILE');
  });
});

describe('open a secret:', () => {
  it('of a missing key: names its id, and not what was sealed', () => {
    const sealed = sealer.seal(secret, context);
    for (const opener of [new AesSecretSealer([other]), new AesSecretSealer([])])
      expect(causeOf(() => opener.open(sealed, context)))
        .to.include(key.id)
        .and.to.include(context)
        .and.to.not.include(sealed.slice(12));
  });

  it('with another context, or of another account: does not open', () => {
    const sealed = sealer.seal(secret, context);
    for (const wrong of ['totp:8', 'totp:77', 'totp:', ''])
      expect(
        causeOf(() => sealer.open(sealed, wrong)),
        wrong,
      ).to.include(key.id);
  });

  it('changed in any byte, cut or extended: does not open', () => {
    const sealed = sealer.seal('secret', context);
    const bytes = Buffer.from(sealed.slice(12), 'base64url');
    const changed = [...bytes.keys()].map((index) => {
      const copy = Buffer.from(bytes);
      copy.writeUInt8(copy.readUInt8(index) ^ 1, index);
      return copy;
    });
    const cut = [...bytes.keys()].map((length) => bytes.subarray(0, length));
    for (const wrong of [...changed, ...cut, Buffer.concat([bytes, Buffer.alloc(1)])])
      causeOf(() => sealer.open(`${key.id}.${wrong.toString('base64url')}`, context));
    causeOf(() => sealer.open(`${sealed}!`, context));
  });

  it('that was never sealed: does not open, and no part of it is in the error', () => {
    for (const text of ['', secret, 'JBSWY3DPEHP.K3PXP!', `${key.id}.`])
      expect(causeOf(() => sealer.open(text, context))).to.match(/no key unknown, which has sealed totp:7$/);
  });
});
