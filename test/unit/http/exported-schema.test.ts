import { expect } from 'chai';
import Joi from 'joi';
import { authorBody } from '../../../src/adapters/http/catalogue/author-schema.js';
import { columnsOf, exportedSchema } from '../../../src/adapters/http/catalogue/exported-schema.js';
import { seriesBody } from '../../../src/adapters/http/catalogue/series-schema.js';
import { author } from '../../../src/core/catalogue/author.js';
import { series } from '../../../src/core/catalogue/series.js';

const references = [{ reference: { field: 'authorId', to: 'authors' }, to: author }];
const told = (type: string, isNullable = false, notation?: string) => ({
  type,
  isNullable,
  ...(notation && { notation }),
});

describe('the columns of files', () => {
  it('of authors: are their fields, between the id and the times', () => {
    const columns = columnsOf(exportedSchema(author, authorBody, []));
    expect(columns).to.deep.equal({
      id: told('number'),
      name: told('text'),
      birthYear: told('number', true, 'year'),
      deathYear: told('number', true, 'year'),
      biography: told('text', true),
      imdbId: told('text', true, 'imdbId'),
      sourceId: told('text', true),
      createdAt: told('text'),
      updatedAt: told('text'),
    });
    expect(Object.keys(columns).slice(0, 2)).to.deep.equal(['id', 'name']);
    expect(Object.keys(columns).slice(-2)).to.deep.equal(['createdAt', 'updatedAt']);
  });

  it('of series: tell of their author too', () => {
    expect(columnsOf(exportedSchema(series, seriesBody, references))).to.deep.equal({
      id: told('number'),
      title: told('text'),
      releaseYear: told('number', true, 'year'),
      endYear: told('number', true, 'year'),
      seasons: told('number', true, 'seasons'),
      episodes: told('number', true, 'episodes'),
      genres: told('list', false, 'genres'),
      description: told('text', true),
      imdbId: told('text', true, 'imdbId'),
      sourceId: told('text', true),
      authorId: told('number', true),
      author: told('text', true),
      authorImdbId: told('text', true, 'imdbId'),
      authorSourceId: told('text', true),
      createdAt: told('text'),
      updatedAt: told('text'),
    });
  });

  it('of a field that no file can hold: are refused, by its name', () => {
    expect(() => columnsOf(Joi.object({ inner: Joi.object() }))).to.throw('inner');
  });
});
