import { emptyDatabase } from './environment.js';
import { runSql } from './run-sql.js';

/** Returns the rows of a query in a database with all migrations. */
export const schemaRows = async <Row extends object>(sql: string): Promise<Row[]> => {
  const { url, drop } = await emptyDatabase();
  return runSql<Row>(url, sql).finally(drop);
};
