import * as argon2 from '@node-rs/argon2';
import * as bcrypt from '@node-rs/bcrypt';
import { expect } from 'chai';
import { Argon2PasswordHasher } from '../../../src/adapters/crypto/argon2-password-hasher.js';

// Computed by crypt(3) of libxcrypt, with cost 10.
const bcryptHash = '$2b$10$abcdefghijklmnopqrstuuWmG7XsSKLijd3g9QsGV2YMVOBXdxe7O';
const hasher = new Argon2PasswordHasher();
const password = 'seven quiet violins';
const rejects = async (stored: string | undefined, ...given: string[]) => {
  for (const one of given) expect(await hasher.verify(stored, one), `${stored} ${one}`).to.equal(false);
};
const accepts = async (stored: string, ...given: string[]) => {
  expect(hasher.canVerify(stored), stored).to.equal(true);
  for (const one of given) expect(await hasher.verify(stored, one), `${stored} ${one}`).to.equal(true);
};

describe('hash and verify passwords', function () {
  this.timeout(60_000);

  it('ASVS 11.4.2: uses argon2id with the documented parameters, and a new salt each time', async () => {
    const hash = await hasher.hash(password);
    expect(hash).to.match(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
    expect(await hasher.hash(password)).not.to.equal(hash);
  });

  const long = `${'x'.repeat(79)}y`;
  const others: [name: string, stored: string, given: string][] = [
    ['the first 72 bytes of 80', long, long.slice(0, 72)],
    ['another last byte of 256', `${'x'.repeat(255)}y`, 'x'.repeat(256)],
    ['another case', password, password.toUpperCase()],
    ['a leading space', password, ` ${password}`],
    ['outer spaces left out', ` ${password} `, password],
    ['an inner space doubled', password, password.replace(' ', '  ')],
    ['the part before a NUL', 'seven\0quiet violins', 'seven'],
    ['another part after a NUL', 'seven\0quiet violins', 'seven\0quiet cellos'],
    ['another emoji', 'violin 🎻 violin 🎻', 'violin 🎻 violin 🎺'],
    ['an emoji in another skin', 'thumbs 👍🏽 up', 'thumbs 👍 up'],
    ['an umlaut without its dots', 'sieben stille Flöten', 'sieben stille Floten'],
    ['nothing', password, ''],
  ];
  it('ASVS 6.2.8, a password with any difference: does not match', async () => {
    for (const [name, stored, given] of others) {
      const hash = await hasher.hash(stored);
      expect([name, await hasher.verify(hash, given)]).to.deep.equal([name, false]);
      await accepts(hash, stored);
    }
  });

  it('the same characters from another keyboard (NIST SP 800-63B-4): are the same password', async () => {
    const [composed, decomposed] = ['sieben stille Flöten', 'sieben stille Flo\u0308ten'];
    await accepts(await hasher.hash(composed), decomposed);
    await accepts(await hasher.hash(decomposed), composed);
    await accepts(await hasher.hash('seven violins 12345'), 'seven violins １２３４５');
  });

  it('ASVS 6.3.8, no hash, or anything that is not one: matches nothing', async () => {
    const [salt, digest] = ['AAAAAAAAAAAAAAAAAAAAAA', 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'];
    // Including parameters that would take gigabytes, hours or days.
    const parameters = [
      ...['v=19$m=7,t=2,p=1', 'v=19$m=19456,t=0,p=1', 'v=19$m=19456,t=2,p=0', 'v=18$m=19456,t=2,p=1'],
      ...['v=19$m=99999999999,t=2,p=1', 'v=19$m=1048576,t=9999,p=1', 'v=19$m=9999999,t=99,p=1'],
    ];
    for (const stored of [
      ...parameters.map((each) => `$argon2id$${each}$${salt}$${digest}`),
      `$argon2id$v=19$m=19456,t=2,p=1$${salt}$${digest.slice(0, -1)}x`,
      `$argon2id$v=19$m=19456,t=2,p=1$${salt.slice(0, -1)}x$${digest}`,
      ...['$31$', '$99$', '$03$'].map((cost) => bcryptHash.replace('$10$', cost)),
      bcryptHash.replace('a', '_'),
      bcryptHash.replace('uuW', 'uvW'),
      ...['', '!', password, '$argon2id$', '$argon2id$v=19$m=1,t=1,p=1$$', '$2b$10$short', '$1$x$y', '\0'],
    ]) {
      await rejects(stored, password, stored, '');
      expect(hasher.canVerify(stored), stored).to.equal(false);
    }
    await rejects(undefined, password, '', '\0');
  });
});

describe('hashes of earlier releases', function () {
  this.timeout(60_000);

  it('by bcrypt: match their password alone, and are outdated', async () => {
    for (const version of ['$2b$', '$2a$', '$2y$']) {
      const stored = bcryptHash.replace('$2b$', version);
      await accepts(stored, password);
      await rejects(stored, 'seven quiet violin', `${password} `, password.toUpperCase(), '');
      expect(hasher.isOutdated(stored)).to.equal(true);
    }
  });

  it('ASVS 6.2.8, by bcrypt: match nothing longer than the 72 bytes they cover', async () => {
    const long = 'x'.repeat(72);
    const stored = await bcrypt.hash(long, 4);
    await accepts(stored, long);
    await rejects(stored, `${long}y`, long.slice(1), `${'x'.repeat(70)}é`, `${'x'.repeat(71)}é`);
  });

  it('ASVS 6.2.8, by bcrypt: reject a password repeated after a NUL, and match characters as they were typed', async () => {
    const stored = await bcrypt.hash(password, 4);
    expect(await bcrypt.verify(`${password}\0${password}`, stored)).to.equal(true);
    await rejects(stored, `${password}\0${password}`);
    const decomposed = 'sieben stille Flo\u0308ten';
    await accepts(await bcrypt.hash(decomposed, 4), decomposed);
  });

  const parameters = [
    { name: 'less memory', memoryCost: 4096, timeCost: 3, outdated: true },
    { name: 'one pass', memoryCost: 65_536, timeCost: 1, outdated: true },
    { name: 'argon2i', algorithm: 1, outdated: true },
    { name: 'no version', version: 0, outdated: true },
    { name: 'current parameters', outdated: false },
    { name: 'more memory', memoryCost: 32_768, outdated: false },
    { name: 'four lanes and more passes', timeCost: 4, parallelism: 4, outdated: false },
  ];
  for (const { name, outdated, ...options } of parameters) {
    it(`by argon2 with ${name}: match, and are ${outdated ? '' : 'not '}outdated`, async () => {
      const defaults = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 };
      const stored = await argon2.hash(password, { ...defaults, ...options });
      await accepts(stored, password);
      await rejects(stored, `${password}!`);
      expect(hasher.isOutdated(stored)).to.equal(outdated);
    });
  }

  it('more at a time than are allowed: wait, and are unavailable if they wait for too long', async () => {
    const stored = await hasher.hash(password);
    const busy = new Argon2PasswordHasher(1, 0);
    const results = await Promise.allSettled([busy.verify(stored, password), busy.hash(password)]);
    expect(results[0]).to.deep.equal({ status: 'fulfilled', value: true });
    expect(results[1]).to.have.nested.property('reason.code', 'unavailable');
    const patient = new Argon2PasswordHasher(1);
    expect(await Promise.all([1, 2].map(() => patient.verify(stored, password)))).to.deep.equal([true, true]);
  });
});
