import { expect } from 'chai';
import { Client } from 'pg';
import { authorBody } from '../../src/adapters/http/catalogue/author-schema.js';
import { movieBody } from '../../src/adapters/http/catalogue/movie-schema.js';
import { seriesBody } from '../../src/adapters/http/catalogue/series-schema.js';
import { emptyDatabase } from '../support/environment.js';

describe('the columns of a kind', () => {
  for (const [table, schema] of Object.entries({
    authors: authorBody,
    movies: movieBody,
    series: seriesBody,
  })) {
    it(`of ${table}: are the fields of its schema, and what the database adds`, async () => {
      const { url, drop } = await emptyDatabase();
      const client = new Client({ connectionString: url });
      await client.connect();
      const { rows } = await client.query<{ column_name: string }>(
        "select column_name from information_schema.columns where table_schema = 'public' and table_name = $1",
        [table],
      );
      await client.end();
      await drop();
      const fields = Object.keys(schema.describe().keys as object);
      const columns = fields.map((field) => field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
      expect(rows.map((row) => row.column_name)).to.have.members([
        ...columns,
        'id',
        'version',
        'created_at',
        'updated_at',
      ]);
    });
  }
});
