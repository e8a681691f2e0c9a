import { expect } from 'chai';
import Joi from 'joi';
import { columnsOf, exportedSchema } from '../../../src/adapters/http/catalogue/exported-schema.js';
import { seriesBody } from '../../../src/adapters/http/catalogue/series-schema.js';
import { author } from '../../../src/core/catalogue/author.js';
import { series } from '../../../src/core/catalogue/series.js';

const references = [{ reference: { field: 'authorId', to: 'authors' }, to: author }];
const column = (type: string, isNullable = false) => ({ type, isNullable });

describe('the columns of files', () => {
  it('of series: are its fields and those of its author, between the id and the times', () => {
    const columns = columnsOf(exportedSchema(series, seriesBody, references));
    expect(Object.entries(columns)).to.have.deep.members([
      ['id', column('number')],
      ['title', column('text')],
      ['releaseYear', column('number', true)],
      ['endYear', column('number', true)],
      ['seasons', column('number')],
      ['episodes', column('number')],
      ['genres', column('list')],
      ['description', column('text', true)],
      ['imdbId', column('text', true)],
      ['sourceId', column('text', true)],
      ['authorId', column('number', true)],
      ['author', column('text', true)],
      ['authorImdbId', column('text', true)],
      ['authorSourceId', column('text', true)],
      ['createdAt', column('text')],
      ['updatedAt', column('text')],
    ]);
    const names = Object.keys(columns);
    expect([names[0], ...names.slice(-2)]).to.deep.equal(['id', 'createdAt', 'updatedAt']);
  });

  it('of a field that no file can contain: throws and names the field', () => {
    expect(() => columnsOf(Joi.object({ inner: Joi.object() }))).to.throw('inner');
  });
});
