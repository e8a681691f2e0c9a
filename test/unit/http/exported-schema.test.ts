import { expect } from 'chai';
import Joi from 'joi';
import { columnsOf, exportedSchema } from '../../../src/adapters/http/catalogue/exported-schema.js';
import { seriesBody } from '../../../src/adapters/http/catalogue/series-schema.js';
import { author } from '../../../src/core/catalogue/author.js';
import { series } from '../../../src/core/catalogue/series.js';

const references = [{ reference: { field: 'authorId', to: 'authors' }, to: author }];

describe('the columns of files', () => {
  it('of series: are its fields and those of its author, between the id and the times', () => {
    const columns = columnsOf(exportedSchema(series, seriesBody, references));
    const lines = Object.entries(columns).map(([name, { type, isNullable, notation = '' }]) =>
      `${name} ${type}${isNullable ? '?' : ''} ${notation}`.trim(),
    );
    expect(lines[0]).to.equal('id number');
    expect(lines).to.include.members('title text,releaseYear number? year,genres list genres'.split(','));
    expect(lines.slice(-5)).to.deep.equal(
      'author text?,authorImdbId text? imdbId,authorSourceId text?,createdAt text,updatedAt text'.split(','),
    );
  });

  it('of a field that no file can contain: throws and names the field', () => {
    expect(() => columnsOf(Joi.object({ inner: Joi.boolean() }))).to.throw('inner');
  });
});
