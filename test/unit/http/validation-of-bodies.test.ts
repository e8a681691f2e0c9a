import { expect } from 'chai';
import Joi from 'joi';
import { movieBody } from '../../../src/adapters/http/catalogue/movie-schema.js';
import { seriesBody } from '../../../src/adapters/http/catalogue/series-schema.js';
import { password, visibleName } from '../../../src/adapters/http/identity/user-schema.js';
import { maxId } from '../../../src/adapters/http/schemas.js';
import { email } from '../../../src/adapters/http/text-schemas.js';
import { bodyValidator } from '../../../src/adapters/http/validation.js';
import type { DomainError } from '../../../src/core/shared/errors.js';
import { refusal, refusalPlaces } from '../refusal.js';

const movie = bodyValidator(movieBody);
const places = (body: unknown) => refusalPlaces(() => movie(body));
const field = (value: unknown, name: string) => places({ title: 'x', [name]: value });

describe('validate a body', () => {
  it('with what must be there: fills in the rest', () => {
    expect(movie({ title: 'Vagabond' })).to.deep.include({
      title: 'Vagabond',
      releaseYear: null,
      runtimeMinutes: null,
      genres: [],
      description: null,
      authorId: null,
      imdbId: null,
    });
  });

  it('with a value of another type: refuses, and converts nothing', async () => {
    const wrong: [name: string, values: unknown[]][] = [
      ['releaseYear', ['1999', '', true, [1999], {}, 1999.5, 1e308]],
      ['title', [7, null, true, ['x'], {}, '']],
      ['genres', ['drama', null, {}, 'drama,comedy']],
      ['description', [7, ['x'], {}]],
      ['authorId', ['1', 0, -1, maxId + 1, 2 ** 53, 1.5]],
    ];
    for (const [name, values] of wrong) {
      for (const value of values)
        expect(new Set(await field(value, name))).to.deep.equal(new Set([`/${name}`]));
    }
  });

  it('with several things wrong: tells all of them at once', async () => {
    const wrong = {
      releaseYear: '1999',
      runtimeMinutes: 0,
      genres: ['drama', 'opera', 'drama'],
      imdbId: 'nm1',
      x: 1,
    };
    expect(new Set(await places(wrong))).to.deep.equal(
      new Set(['/title', '/releaseYear', '/runtimeMinutes', '/genres/1', '/genres/2', '/imdbId', '/x']),
    );
  });

  it('with what is wrong: gives each a message that names the field, and a code', async () => {
    const { violations } = (await refusal(() => movie({ title: 'x', runtimeMinutes: 0 }))) as DomainError;
    expect(violations).to.deep.equal([
      {
        pointer: '/runtimeMinutes',
        message: 'runtimeMinutes must be greater than or equal to 1',
        code: 'number.min',
      },
    ]);
  });

  it('RFC 6901, with unknown keys of any form: escapes them in the pointer', async () => {
    expect(await places({ title: 'x', 'a/b': 1, 'c~d': 1, '~1': 1, '': 1 })).to.deep.equal([
      '/a~1b',
      '/c~0d',
      '/~01',
      '/',
    ]);
  });

  it('ASVS 15.3.6, with __proto__: refuses it, wherever it stands', async () => {
    expect(await places(JSON.parse('{"title":"x","__proto__":{"admin":true}}'))).to.deep.equal([
      '/__proto__',
    ]);
    expect(await places(JSON.parse('{"__proto__":null}'))).to.deep.equal(['/title', '/__proto__']);
    expect(await field(JSON.parse('[{"__proto__":1}]'), 'genres')).to.include('/genres/0');
  });

  it('ASVS 15.3.6, with names that every object has: refuses them', async () => {
    for (const name of ['constructor', 'toString', 'hasOwnProperty', 'prototype']) {
      expect(await field(1, name)).to.deep.equal([`/${name}`]);
    }
  });

  it('ASVS 2.2.1, with text that the database would choke on: refuses', async () => {
    for (const text of [
      'NUL \0',
      'half \ud83c',
      '\udfbb half',
      'escape \u001b',
      'delete \u007f',
      'C1 \u0085',
    ]) {
      for (const name of ['title', 'description'])
        expect(await field(text, name)).to.deep.equal([`/${name}`]);
    }
  });

  it('with as many characters as there may be: takes them, whatever they are made of; with one more: refuses', async () => {
    for (const character of ['x', 'é', '密', '🎻']) {
      expect(movie({ title: character.repeat(300) }).title).to.have.length(300 * character.length);
      expect(await field(character.repeat(301), 'title')).to.deep.equal(['/title']);
      expect(await field(character.repeat(5001), 'description')).to.deep.equal(['/description']);
    }
  });

  it('with lines of text: takes them in a text, not in a line', async () => {
    const description = 'one\ntwo\r\n\tthree 🎻';
    expect(movie({ title: 'x', description }).description).to.equal(description);
    for (const title of ['one\ntwo', 'one\rtwo', 'one\ttwo', ' x', 'x ']) {
      expect(new Set(await places({ title }))).to.deep.equal(new Set(['/title']));
    }
  });

  it('with what is no object: refuses', async () => {
    for (const body of [undefined, null, [], 'text', 7, true]) expect(await places(body)).to.deep.equal(['']);
  });

  it('ASVS 2.2.1, with counts beyond their limits: refuses', async () => {
    const series = bodyValidator(seriesBody);
    for (const seasons of [-1, 0.5, 100_001, 2 ** 31]) {
      expect(await refusalPlaces(() => series({ title: 'x', seasons }))).to.deep.equal(['/seasons']);
    }
  });
});

describe('validate an account', () => {
  const account = bodyValidator(
    Joi.object({ email: email(), visibleName: visibleName(), password: password() }),
  );
  const wrong = (body: object) => refusalPlaces(() => account(body));

  it('with outer spaces around the email: takes them off', () => {
    expect(account({ email: '  ada@example.com ' })).to.deep.equal({ email: 'ada@example.com' });
  });

  it('with what is no email: refuses', async () => {
    for (const text of ['ada', 'ada@', '@example.com', 'a b@example.com', 'ada@example.com\0', '', 7]) {
      expect(new Set(await wrong({ email: text }))).to.deep.equal(new Set(['/email']));
    }
  });

  it('ASVS 6.2.8, with a password of any characters: takes it as it is', () => {
    for (const text of [' outer spaces ', 'NUL \0', '🎻', '\n', 'A\u0308']) {
      expect(account({ password: text })).to.deep.equal({ password: text });
    }
  });

  it('ASVS 6.2.9, with a password of 10 kB or a half character: refuses', async () => {
    expect(await wrong({ password: 'x'.repeat(10_000) })).to.deep.equal(['/password']);
    expect(await wrong({ password: 'hunter2\ud83c' })).to.deep.equal(['/password']);
  });

  it('ASVS 15.3.1, with a password that is refused: does not repeat it', async () => {
    for (const text of ['hunter2\ud83c', 'hunter2'.repeat(100)]) {
      const { violations } = (await refusal(() => account({ password: text }))) as DomainError;
      expect(JSON.stringify(violations)).not.to.include('hunter2');
    }
  });
});
