import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { expect } from 'chai';
import { RandomKeySecrets } from '../../../src/adapters/crypto/random-key-secrets.js';

describe('API keys as text:', () => {
  const secrets = new RandomKeySecrets();

  it('a made one: has the documented form, an id, and the SHA-256 of all of it; two differ', () => {
    const [one, other] = [secrets.make(), secrets.make()];
    expect(one.text).to.match(/^pdba_[0-9a-f]{16}_[0-9a-f]{72}$/);
    expect(secrets.parse(one.text)).to.deep.equal({ id: one.id, hash: one.hash });
    expect(one.hash).to.equal(createHash('sha256').update(one.text).digest('hex'));
    expect(one.id).to.not.equal(other.id);
    expect(one.text.slice(22, 86)).to.not.equal(other.text.slice(22, 86));
  });

  it('with any character changed, added or removed, or in upper case: is none', () => {
    const { text } = secrets.make();
    for (let i = 0; i < text.length; i += 1) {
      const changed = text.slice(0, i) + (text[i] === '0' ? '1' : '0') + text.slice(i + 1);
      expect(secrets.parse(changed), `at ${i}`).to.equal(undefined);
    }
    for (const other of [`${text}0`, ` ${text}`, text.slice(0, -1), text.toUpperCase(), `${text}\n`, ''])
      expect(secrets.parse(other), other).to.equal(undefined);
  });

  it('the checksum: is CRC-32, in eight digits even if the first is 0', () => {
    const known = `pdba_${'0'.repeat(16)}_${'0'.repeat(64)}`;
    const wanted = crc32(known).toString(16).padStart(8, '0');
    expect(secrets.parse(known + wanted)).to.include({ id: '0'.repeat(16) });
    const texts = Array.from({ length: 500 }, () => secrets.make().text);
    expect(texts.filter((text) => text.at(-8) === '0')).to.not.deep.equal([]);
    expect(texts.every((text) => secrets.parse(text) !== undefined)).to.equal(true);
  });

  it('hashes: are the same only if they are equal', () => {
    expect([
      secrets.isSame('abc', 'abc'),
      secrets.isSame('abc', 'abd'),
      secrets.isSame('abc', 'ab'),
    ]).to.deep.equal([true, false, false]);
  });
});
