import { expect } from 'chai';
import { snake } from '../../src/adapters/knex/row-mapping.js';
import { kindsUnderTest } from '../support/kinds-under-test.js';
import { schemaRows } from '../support/schema-rows.js';

describe('the columns of a kind', () => {
  let columns: readonly { readonly table: string; readonly name: string }[] = [];
  before(async () => {
    columns = await schemaRows(
      "select table_name as table, column_name as name from information_schema.columns where table_schema = 'public'",
    );
  });

  for (const { plural, body } of kindsUnderTest) {
    it(`of ${plural}: are the fields of its schema, and those that the database adds`, () => {
      const fields = Object.keys(body.describe().keys as object).map(snake);
      const names = columns.filter(({ table }) => table === plural).map(({ name }) => name);
      const added = ['id', 'version', 'created_at', 'updated_at', 'edits', 'changed_in'];
      expect(names).to.have.members([...fields, ...added]);
    });
  }
});
