import { expect } from 'chai';
import Joi from 'joi';
import { parseQuery, repeatedLists } from '../../../src/adapters/http/repeated-lists.js';

describe('repeated lists in a URL', () => {
  const names = Joi.array().items(Joi.string());
  const join = repeatedLists(Joi.object({ genre: names, 'genre.all': names, limit: Joi.number() }));

  it('with a list: are joined at its first place, and every other text stays as it is', () => {
    for (const [query, joined] of [
      ['genre=a&limit=5&genre=b%2Cc&genre=d', 'genre=a,b%2Cc,d&limit=5'],
      ['genre=a&genre.all=x&g%65nre=b&genre%2Eall=y=z', 'genre=a,b&genre.all=x,y=z'],
      ['genre=&genre=a&genre', 'genre=,a,'],
      ['genre=a,b', 'genre=a,b'],
      ['limit=1&limit=2&x=1&x=2&&', 'limit=1&limit=2&x=1&x=2&&'],
      ['genre=%zz&genre=%', 'genre=%zz,%'],
      ['__proto__=1&__proto__=2', '__proto__=1&__proto__=2'],
    ])
      expect(join(`/movies?${query}`)).to.equal(`/movies?${joined}`);
    expect(join('/movies')).to.equal('/movies');
    expect(repeatedLists(undefined)('/movies?genre=a&genre=b')).to.equal('/movies?genre=a&genre=b');
  });

  it('more than a thousand: do not hide a later parameter', () => {
    expect(parseQuery(`${'genre=a&'.repeat(1001)}limit=0`)).to.have.property('limit', '0');
  });
});
