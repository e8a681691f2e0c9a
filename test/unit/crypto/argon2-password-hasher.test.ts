import * as argon2 from '@node-rs/argon2';
import * as bcrypt from '@node-rs/bcrypt';
import { expect } from 'chai';
import { Argon2PasswordHasher } from '../../../src/adapters/crypto/argon2-password-hasher.js';

// By crypt(3) of libxcrypt, with cost 10.
const bcryptHash = '$2b$10$abcdefghijklmnopqrstuuWmG7XsSKLijd3g9QsGV2YMVOBXdxe7O';

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

  const same: [name: string, stored: string, given: string][] = [
    ['its letters decomposed', 'sieben stille Flöten', 'sieben stille Flo\u0308ten'],
    ['its letters composed', 'sieben stille Flo\u0308ten', 'sieben stille Flöten'],
    ['its digits in full width', 'seven violins 12345', 'seven violins １２３４５'],
  ];
  for (const [name, stored, given] of same) {
    it(`${name}, as another keyboard sends them: is the same password (NIST SP 800-63B-4)`, async () => {
      expect(await hasher.verify(await hasher.hash(stored), given)).to.equal(true);
    });
  }

  const [salt, digest] = ['AAAAAAAAAAAAAAAAAAAAAA', 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'];
  const unreadable = [
    `$argon2id$v=19$m=19456,t=2,p=1$${salt}$${digest.slice(0, -1)}x`,
    `$argon2id$v=19$m=19456,t=2,p=1$${salt.slice(0, -1)}x$${digest}`,
    `$argon2id$v=19$m=7,t=2,p=1$${salt}$${digest}`,
    `$argon2id$v=19$m=19456,t=0,p=1$${salt}$${digest}`,
    `$argon2id$v=19$m=19456,t=2,p=0$${salt}$${digest}`,
    `$argon2id$v=18$m=19456,t=2,p=1$${salt}$${digest}`,
    `$argon2id$v=19$m=99999999999,t=2,p=1$${salt}$${digest}`,
    // Hours, gigabytes, and days of work.
    `$argon2id$v=19$m=1048576,t=9999,p=1$${salt}$${digest}`,
    `$argon2id$v=19$m=9999999,t=99,p=1$${salt}$${digest}`,
    bcryptHash.replace('$10$', '$31$'),
    bcryptHash.replace('$10$', '$99$'),
    bcryptHash.replace('$10$', '$03$'),
    bcryptHash.replace('a', '_'),
    bcryptHash.replace('uuW', 'uvW'),
  ];
  const noHashes = [
    '',
    '!',
    password,
    '$argon2id$',
    '$argon2id$v=19$m=1,t=1,p=1$$',
    ...unreadable,
    '$2b$10$short',
    '$1$x$y',
    '\0',
  ];
  for (const stored of noHashes) {
    it(`${JSON.stringify(stored)} in place of a hash: matches nothing`, async () => {
      for (const given of [password, stored, '']) expect(await hasher.verify(stored, given)).to.equal(false);
    });
  }

  it('ASVS 6.3.8, without a hash: says no to any password', async () => {
    for (const given of [password, '', '\0']) expect(await hasher.verify(undefined, given)).to.equal(false);
  });
});

describe('hashes of before', function () {
  this.timeout(60_000);
  const hasher = new Argon2PasswordHasher();
  const password = 'seven quiet violins';

  const kept = {
    'bcrypt 2b': bcryptHash,
    'bcrypt 2a': bcryptHash.replace('$2b$', '$2a$'),
    'bcrypt 2y, as PHP says it': bcryptHash.replace('$2b$', '$2y$'),
  };
  for (const [name, stored] of Object.entries(kept)) {
    it(`by ${name}: match their password alone, and are outdated`, async () => {
      expect(await hasher.verify(stored, password)).to.equal(true);
      for (const other of ['seven quiet violin', `${password} `, password.toUpperCase(), '']) {
        expect(await hasher.verify(stored, other), other).to.equal(false);
      }
      expect(hasher.isOutdated(stored)).to.equal(true);
    });
  }

  it('ASVS 6.2.8, by bcrypt: match nothing beyond 72 bytes, for which they do not vouch', async () => {
    const long = 'x'.repeat(72);
    const stored = await bcrypt.hash(long, 4);
    expect(await hasher.verify(stored, long)).to.equal(true);
    for (const other of [
      `${long}y`,
      `${long}${long}`,
      long.slice(1),
      `${'x'.repeat(70)}é`,
      `${'x'.repeat(71)}é`,
    ]) {
      expect(await hasher.verify(stored, other)).to.equal(false);
    }
  });

  it('ASVS 6.2.8, by bcrypt: do not take a password and its repetition behind a NUL for one', async () => {
    const stored = await bcrypt.hash(password, 4);
    expect(await bcrypt.verify(`${password}\0${password}`, stored)).to.equal(true);
    expect(await hasher.verify(stored, `${password}\0${password}`)).to.equal(false);
  });

  it('by bcrypt: match the letters as they were typed then', async () => {
    const decomposed = 'sieben stille Flo\u0308ten';
    const stored = await bcrypt.hash(decomposed, 4);
    expect(await hasher.verify(stored, decomposed)).to.equal(true);
  });

  const parameters = [
    { name: 'less memory', memoryCost: 4096, timeCost: 3, outdated: true },
    { name: 'one pass', memoryCost: 65_536, timeCost: 1, outdated: true },
    { name: 'argon2i', algorithm: 1, outdated: true },
    { name: 'the parameters of today', outdated: false },
    { name: 'more memory', memoryCost: 32_768, outdated: false },
    { name: 'four lanes and more passes', timeCost: 4, parallelism: 4, outdated: false },
  ];
  for (const { name, outdated, ...options } of parameters) {
    it(`by argon2 with ${name}: match, and are ${outdated ? '' : 'not '}outdated`, async () => {
      const given = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1, ...options };
      const stored = await argon2.hash(password, given);
      expect(await hasher.verify(stored, password)).to.equal(true);
      expect(await hasher.verify(stored, `${password}!`)).to.equal(false);
      expect(hasher.isOutdated(stored)).to.equal(outdated);
    });
  }

  it('by argon2 without a version, as in its first days: are read, and outdated', async () => {
    const stored = await argon2.hash(password, { version: 0 });
    expect(await hasher.verify(stored, password)).to.equal(true);
    expect(hasher.isOutdated(stored)).to.equal(true);
  });
});
