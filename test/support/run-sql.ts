import { Client, type QueryResultRow } from 'pg';

/** Runs statements on a connection of their own. Returns the rows of the last one. */
export const runSql = async <Row extends QueryResultRow>(
  url: string,
  ...statements: string[]
): Promise<Row[]> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    let rows: Row[] = [];
    for (const statement of statements) ({ rows } = await client.query<Row>(statement));
    return rows;
  } finally {
    await client.end();
  }
};
