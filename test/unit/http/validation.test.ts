import querystring from 'node:querystring';
import { expect } from 'chai';
import Joi from 'joi';
import { pageQuery } from '../../../src/adapters/http/list-pages.js';
import { idParams, maxId } from '../../../src/adapters/http/schemas.js';
import { shapedBy } from '../../../src/adapters/http/shape.js';
import { paramsValidator, queryValidator } from '../../../src/adapters/http/validation.js';
import { refusalCode, refusalPlaces } from '../refusal.js';

describe('validate a query', () => {
  const query = (text: string) => queryValidator(pageQuery)(querystring.parse(text));
  const wrong = (text: string) => refusalPlaces(() => query(text));

  it('with nothing: the defaults; with numbers: makes them of their text', () => {
    expect(query('')).to.deep.equal({ limit: 20 });
    expect(query('limit=7&count=exact&cursor=abc')).to.deep.equal({
      limit: 7,
      count: 'exact',
      cursor: 'abc',
    });
  });

  it('ASVS 2.4.1, with a limit beyond the limit: refuses', async () => {
    for (const limit of ['0', '101', '-1', '1.5', 'abc', '', '1e9', 'Infinity', 'NaN', '9'.repeat(400)]) {
      expect(await wrong(`limit=${limit}`), limit).to.deep.equal(['limit']);
    }
  });

  it('with a number or a boolean in another form than the canonical one: rejects it, saying what is right', async () => {
    for (const limit of ['1e1', '020', '+20', '20.0', '0x14', ' 20', '20 ', '２０', '2_0', '-0']) {
      expect(await wrong(`limit=${encodeURIComponent(limit)}`), limit).to.deep.equal(['limit']);
    }
    const flag = queryValidator(Joi.object({ active: Joi.boolean() }));
    expect(flag({ active: 'true' })).to.deep.equal({ active: true });
    for (const active of ['TRUE', 'False', '1', 'yes', '']) expect(() => flag({ active }), active).to.throw();
  });

  it('ASVS 15.3.7, with a repeated parameter: refuses it', async () => {
    expect(await wrong('limit=1&limit=1')).to.deep.equal(['limit']);
    expect(await wrong('cursor=a&cursor=b')).to.deep.equal(['cursor']);
  });

  it('ASVS 15.3.7, with unknown parameters: refuses each', async () => {
    expect(await wrong('limit[]=1&a[b]=1&offset=1&constructor=1')).to.deep.equal([
      'limit[]',
      'a[b]',
      'offset',
      'constructor',
    ]);
    expect(await refusalPlaces(() => queryValidator()(querystring.parse('q=1')))).to.deep.equal(['q']);
  });

  it('ASVS 15.3.6, with a parameter named __proto__: refuses it', async () => {
    expect(await wrong('__proto__=1')).to.deep.equal(['__proto__']);
  });
});

describe('validate the parameters of a path', () => {
  it('with an id: the number', () => {
    expect(paramsValidator(idParams)({ id: String(maxId) })).to.deep.equal({ id: maxId });
    expect(paramsValidator(undefined)({})).to.deep.equal({});
  });

  it('with what can be no id: there is no such thing', async () => {
    for (const id of [
      '0',
      '-1',
      '1.5',
      '01',
      '+1',
      '1e0',
      '1.0',
      '0x1',
      ' 1',
      '１',
      String(maxId + 1),
      '9'.repeat(400),
      'abc',
      '',
      'NaN',
      '1;',
      "1'--",
      '1\0',
    ]) {
      expect(await refusalCode(() => paramsValidator(idParams)({ id })), id).to.equal('not-found');
    }
  });
});

describe('shape what goes out', () => {
  const shape = shapedBy(
    Joi.object({
      id: Joi.number(),
      inner: Joi.object({ name: Joi.string() }),
      items: Joi.array().items(Joi.object({ id: Joi.number() })),
      tags: Joi.array().items(Joi.string()),
    }),
  );

  it('ASVS 15.3.1, with fields that the schema does not name: drops them, however deep', () => {
    const value = {
      id: 1,
      passwordHash: 'secret',
      inner: { name: 'x', passwordHash: 'secret' },
      items: [{ id: 1, passwordHash: 'secret' }, { id: 2 }],
      tags: ['a'],
    };
    const shaped = { id: 1, inner: { name: 'x' }, items: [{ id: 1 }, { id: 2 }], tags: ['a'] };
    expect(shape(value)).to.deep.equal(shaped);
  });

  it('with fields that are null or not there: null stays, and nothing is made up', () => {
    expect(shape({ id: null, inner: null, items: null })).to.deep.equal({
      id: null,
      inner: null,
      items: null,
    });
    expect(shape({})).to.deep.equal({});
  });

  it('with an object of any keys: lets it through as it is', () => {
    const value = { anything: { goes: 1 } };
    expect(shapedBy(Joi.object())(value)).to.equal(value);
  });
});
