import { expect } from 'chai';
import { Argon2PasswordHasher } from '../../../src/adapters/crypto/argon2-password-hasher.js';

describe('hash and verify passwords', function () {
  this.timeout(60_000);
  const hasher = new Argon2PasswordHasher();
  const password = 'seven quiet violins';

  it('ASVS 11.4.2, hashed: argon2id with the parameters that are published', async () => {
    expect(await hasher.hash(password)).to.match(
      /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/,
    );
  });

  it('hashed twice: two salts', async () => {
    expect(await hasher.hash(password)).not.to.equal(await hasher.hash(password));
  });

  it('verified: accepts the password itself', async () => {
    expect(await hasher.verify(await hasher.hash(password), password)).to.equal(true);
  });

  const long = `${'x'.repeat(79)}y`;
  const table: [name: string, stored: string, given: string][] = [
    ['the first 72 bytes of 80', long, long.slice(0, 72)],
    ['the last byte of 256 another', `${'x'.repeat(255)}y`, 'x'.repeat(256)],
    ['another case', password, password.toUpperCase()],
    ['a space before', password, ` ${password}`],
    ['a space behind', password, `${password} `],
    ['outer spaces left out', ` ${password} `, password],
    ['an inner space doubled', password, password.replace(' ', '  ')],
    ['what stands before a NUL', 'seven\0quiet violins', 'seven'],
    ['something else behind a NUL', 'seven\0quiet violins', 'seven\0quiet cellos'],
    ['another emoji', 'violin 🎻 violin 🎻', 'violin 🎻 violin 🎺'],
    ['an emoji in another skin', 'thumbs 👍🏽 up', 'thumbs 👍 up'],
    ['an umlaut without its dots', 'sieben stille Flöten', 'sieben stille Floten'],
    ['nothing', password, ''],
  ];
  for (const [name, stored, given] of table) {
    it(`ASVS 6.2.8, ${name}: is another password`, async () => {
      const hash = await hasher.hash(stored);
      expect(await hasher.verify(hash, given)).to.equal(false);
      expect(await hasher.verify(hash, stored)).to.equal(true);
    });
  }

  it('ASVS 6.3.8, without a hash: says no to any password', async () => {
    for (const given of [password, '', '\0']) expect(await hasher.verify(undefined, given)).to.equal(false);
  });
});
