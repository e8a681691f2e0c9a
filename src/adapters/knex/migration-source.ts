import { readdir } from 'node:fs/promises';
import type { Knex } from 'knex';

// The sources run from src/adapters/knex and read migrations/*.ts; the build runs from dist/adapters/knex and reads
// dist/migrations/*.js.
const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
const folder = new URL(extension === '.ts' ? '../../../migrations/' : '../../migrations/', import.meta.url);

/**
 * The migrations by name, without the file extension. Knex stores the names in the database. With the extension, the build
 * (.js) would report a database that was migrated by the sources (.ts) as corrupt.
 */
export const migrationSource: Knex.MigrationSource<string> = {
  getMigrations: async () =>
    (await readdir(folder))
      .filter((file) => file.endsWith(extension) && !file.endsWith('.d.ts'))
      .map((file) => file.slice(0, -extension.length))
      .sort(),
  getMigrationName: (name) => name,
  getMigration: (name) => import(new URL(name + extension, folder).href) as Promise<Knex.Migration>,
};
