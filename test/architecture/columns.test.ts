import { expect } from 'chai';
import { Client } from 'pg';
import { emptyDatabase } from '../support/environment.js';
import { kindsUnderTest } from '../support/kinds-under-test.js';

describe('the columns of a kind', () => {
  for (const { plural: table, body } of kindsUnderTest) {
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
      const fields = Object.keys(body.describe().keys as object);
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
