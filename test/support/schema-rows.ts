import { emptyDatabase } from './environment.js';
import { runSql } from './run-sql.js';

/** What a query returns in a database with every migration. */
export const schemaRows = async <Row extends object>(sql: string): Promise<Row[]> => {
  const { url, drop } = await emptyDatabase();
  return runSql<Row>(url, sql).finally(drop);
};
