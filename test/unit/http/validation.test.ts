import querystring from 'node:querystring';
import { expect } from 'chai';
import Joi from 'joi';
import { movieBody } from '../../../src/adapters/http/catalogue/movie-schema.js';
import { seriesBody } from '../../../src/adapters/http/catalogue/series-schema.js';
import { password, visibleName } from '../../../src/adapters/http/identity/user-schema.js';
import { pageQuery } from '../../../src/adapters/http/list-pages.js';
import { idParams, maxId } from '../../../src/adapters/http/schemas.js';
import { shapedBy } from '../../../src/adapters/http/shape.js';
import { email } from '../../../src/adapters/http/text-schemas.js';
import { bodyValidator, paramsValidator, queryValidator } from '../../../src/adapters/http/validation.js';
import type { DomainError } from '../../../src/core/shared/errors.js';
import { errorCode, errorOf, errorPlaces } from '../rejections.js';

describe('validate a body', () => {
  const movie = bodyValidator(movieBody);
  const places = async (body: unknown) => new Set(await errorPlaces(() => movie(body)));
  const field = (value: unknown, name: string) => places({ title: 'x', [name]: value });
  const only = (...pointers: string[]) => new Set(pointers);

  it('with the required fields: fills in the others', () => {
    const [sortTitle, releaseYear, runtimeMinutes, description, authorId, imdbId] = Array(6).fill(null);
    const filled = { sortTitle, releaseYear, runtimeMinutes, description, authorId, imdbId, genres: [] };
    expect(movie({ title: 'Vagabond' })).to.deep.include({ title: 'Vagabond', ...filled });
  });

  it('with a value of another type: rejects it, and converts nothing', async () => {
    for (const [name, values] of Object.entries({
      releaseYear: ['1999', '', true, [1999], {}, 1999.5, 1e308],
      title: [7, null, true, ['x'], {}, ''],
      genres: ['drama', null, {}, 'drama,comedy'],
      description: [7, ['x'], {}],
      authorId: ['1', 0, -1, maxId + 1, 2 ** 53, 1.5],
    }))
      for (const value of values) expect(await field(value, name)).to.deep.equal(only(`/${name}`));
    for (const body of [undefined, null, [], 'text', 7, true])
      expect(await places(body)).to.deep.equal(only(''));
    const series = bodyValidator(seriesBody);
    for (const seasons of [-1, 0.5, 100_001, 2 ** 31])
      expect(await errorPlaces(() => series({ title: 'x', seasons }))).to.deep.equal(['/seasons']);
  });

  it('with several invalid fields: reports all of them, each with its name and a code', async () => {
    const genres = ['drama', 'opera', 'drama'];
    const invalid = { releaseYear: '1999', runtimeMinutes: 0, genres, imdbId: 'nm1', x: 1 };
    expect(await places(invalid)).to.deep.equal(
      only('/title', '/releaseYear', '/runtimeMinutes', '/genres/1', '/genres/2', '/imdbId', '/x'),
    );
    const { violations } = (await errorOf(() => movie({ title: 'x', runtimeMinutes: 0 }))) as DomainError;
    expect(violations).to.have.length(1);
    expect(violations[0]).to.include({ pointer: '/runtimeMinutes', code: 'number.min' });
    expect(violations[0]?.message).to.include('runtimeMinutes');
  });

  it('RFC 6901, with unknown keys of any form: escapes them in the pointer', async () => {
    const keys = { 'a/b': 1, 'c~d': 1, '~1': 1, '': 1 };
    expect(await places({ title: 'x', ...keys })).to.deep.equal(only('/a~1b', '/c~0d', '/~01', '/'));
  });

  it('ASVS 15.3.6, with __proto__, or names that every object has: rejects them, wherever they are', async () => {
    const json = (text: string) => JSON.parse(text);
    expect(await places(json('{"title":"x","__proto__":{"admin":true}}'))).to.deep.equal(only('/__proto__'));
    expect(await places(json('{"__proto__":null}'))).to.deep.equal(only('/title', '/__proto__'));
    expect(await field(json('[{"__proto__":1}]'), 'genres')).to.include('/genres/0');
    for (const name of ['constructor', 'toString', 'hasOwnProperty', 'prototype'])
      expect(await field(1, name)).to.deep.equal(only(`/${name}`));
  });

  it('ASVS 2.2.1, with text that Postgres cannot store, or control characters: rejects it', async () => {
    const texts = ['NUL \0', 'half \ud83c', '\udfbb half', 'escape \u001b', 'delete \u007f', 'C1 \u0085'];
    for (const text of texts)
      for (const name of ['title', 'description'])
        expect(await field(text, name)).to.deep.equal(only(`/${name}`));
  });

  it('with text: counts code points, and allows line breaks in a text but not in a line', async () => {
    for (const character of ['x', 'é', '密', '🎻']) {
      expect(movie({ title: character.repeat(300) }).title).to.have.length(300 * character.length);
      expect(await field(character.repeat(301), 'title')).to.deep.equal(only('/title'));
      expect(await field(character.repeat(5001), 'description')).to.deep.equal(only('/description'));
    }
    const description = 'one\ntwo\r\n\tthree 🎻';
    expect(movie({ title: 'x', description }).description).to.equal(description);
    for (const title of ['one\ntwo', 'one\rtwo', 'one\ttwo', ' x', 'x '])
      expect(await places({ title })).to.deep.equal(only('/title'));
  });
});

describe('validate an account', () => {
  const account = bodyValidator(
    Joi.object({ email: email(), visibleName: visibleName(), password: password() }),
  );
  const places = (body: object) => errorPlaces(() => account(body));

  it('with an email: removes outer spaces; with an invalid one: rejects it', async () => {
    expect(account({ email: '  ada@example.com ' })).to.deep.equal({ email: 'ada@example.com' });
    for (const text of ['ada', 'ada@', '@example.com', 'a b@example.com', 'ada@example.com\0', '', 7])
      expect(new Set(await places({ email: text }))).to.deep.equal(new Set(['/email']));
  });

  it('ASVS 6.2.8/6.2.9, with a password of any characters: keeps it unchanged; too long or with half a surrogate pair: rejects it', async () => {
    for (const text of [' outer spaces ', 'NUL \0', '🎻', '\n', 'A\u0308'])
      expect(account({ password: text })).to.deep.equal({ password: text });
    // ASVS 15.3.1: and does not repeat it.
    for (const text of ['hunter2'.repeat(2_000), 'hunter2\ud83c']) {
      expect(await places({ password: text })).to.deep.equal(['/password']);
      const { violations } = (await errorOf(() => account({ password: text }))) as DomainError;
      expect(JSON.stringify(violations)).not.to.include('hunter2');
    }
  });
});

describe('validate a query', () => {
  const query = (text: string) => queryValidator(pageQuery)(querystring.parse(text));
  const places = (text: string) => errorPlaces(() => query(text));

  it('with nothing: returns the defaults; with numbers: parses them', () => {
    expect(query('')).to.deep.equal({ limit: 20 });
    const expected = { limit: 7, count: 'exact', cursor: 'abc' };
    expect(query('limit=7&count=exact&cursor=abc')).to.deep.equal(expected);
  });

  it('ASVS 2.4.1, with a limit out of range, or in another form than the canonical one: rejects it', async () => {
    for (const limit of [
      ...['0', '101', '-1', '1.5', 'abc', '', '1e9', 'Infinity', 'NaN', '9'.repeat(400)],
      ...['1e1', '020', '+20', '20.0', '0x14', ' 20', '20 ', '２０', '2_0', '-0'],
    ])
      expect(await places(`limit=${encodeURIComponent(limit)}`), limit).to.deep.equal(['limit']);
    const flag = queryValidator(Joi.object({ active: Joi.boolean() }));
    expect(flag({ active: 'true' })).to.deep.equal({ active: true });
    for (const active of ['TRUE', 'False', '1', 'yes', '']) expect(() => flag({ active }), active).to.throw();
  });

  it('ASVS 15.3.6/15.3.7, with repeated or unknown parameters: rejects each', async () => {
    expect(await places('limit=1&limit=1')).to.deep.equal(['limit']);
    expect(await places('cursor=a&cursor=b')).to.deep.equal(['cursor']);
    expect(await places('limit[]=1&a[b]=1&constructor=1')).to.deep.equal(['limit[]', 'a[b]', 'constructor']);
    expect(await places('__proto__=1')).to.deep.equal(['__proto__']);
    expect(await errorPlaces(() => queryValidator()(querystring.parse('q=1')))).to.deep.equal(['q']);
  });
});

describe('validate the parameters of a path', () => {
  it('with an id: returns the number; with anything else: not found', async () => {
    expect(paramsValidator(idParams)({ id: String(maxId) })).to.deep.equal({ id: maxId });
    expect(paramsValidator(undefined)({})).to.deep.equal({});
    for (const id of [
      ...['0', '-1', '1.5', '01', '+1', '1e0', '1.0', '0x1', ' 1', '１', String(maxId + 1), '9'.repeat(400)],
      ...['abc', '', 'NaN', '1;', "1'--", '1\0'],
    ])
      expect(await errorCode(() => paramsValidator(idParams)({ id })), id).to.equal('not-found');
  });
});

describe('shape a response', () => {
  const named = Joi.object({ name: Joi.string() });
  const items = Joi.array().items(Joi.object({ id: Joi.number() }));
  const shape = shapedBy(
    Joi.object({ id: Joi.number(), inner: named, items, tags: Joi.array().items(Joi.string()) }),
  );

  it('ASVS 15.3.1: drops fields that the schema does not have, however deep', () => {
    const passwordHash = 'secret';
    const inner = { name: 'x', passwordHash };
    const value = { id: 1, passwordHash, inner, items: [{ id: 1, passwordHash }, { id: 2 }], tags: ['a'] };
    const shaped = { id: 1, inner: { name: 'x' }, items: [{ id: 1 }, { id: 2 }], tags: ['a'] };
    expect(shape(value)).to.deep.equal(shaped);
  });

  it('keeps null, adds nothing, and returns an object with any keys unchanged', () => {
    const nulls = { id: null, inner: null, items: null };
    expect(shape(nulls)).to.deep.equal(nulls);
    expect(shape({})).to.deep.equal({});
    const value = { anything: { goes: 1 } };
    expect(shapedBy(Joi.object())(value)).to.equal(value);
  });
});
