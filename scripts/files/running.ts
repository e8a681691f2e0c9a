import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Client } from 'pg';

/** Runs the built import command with these arguments, and waits for its end. */
export const importFiles = async (url: string, ...args: readonly string[]) => {
  const child = spawn(process.execPath, ['dist/commands/import.js', ...args], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, DB_URL: url, DB__MIGRATE: 'false' },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (data) => (stdout += data));
  child.stderr.on('data', (data) => (stderr += data));
  const [code] = await once(child, 'close');
  return { code, stdout, stderr };
};

/** Reads the stored movies and series, by the token that check-files puts between `#` in each title. */
export const storedItems = async (url: string): Promise<Map<string, Record<string, unknown>>> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  const columns = 'source_id, imdb_id, external_ids, title, release_year, genres, description';
  const movies = await client.query(`select ${columns}, runtime_minutes from movies`);
  const series = await client.query(`select ${columns}, seasons, episodes from series`);
  await client.end();
  return new Map(
    [...movies.rows, ...series.rows].map((row) => [/#([^#]+)#/.exec(row.title)?.[1] ?? '', row]),
  );
};
