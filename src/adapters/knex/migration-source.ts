import { readdir } from 'node:fs/promises';
import type { Knex } from 'knex';

// Sources run from src/adapters/knex beside migrations/*.ts, the build from dist/adapters/knex beside
// dist/migrations/*.js.
const ending = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
const folder = new URL(ending === '.ts' ? '../../../migrations/' : '../../migrations/', import.meta.url);

/**
 * The migrations by name without ending: knex keeps the names in the database, and takes a database migrated
 * by the sources for corrupt when the build looks at it, were the ending part of them.
 */
export const migrationSource: Knex.MigrationSource<string> = {
  getMigrations: async () =>
    (await readdir(folder))
      .filter((file) => file.endsWith(ending) && !file.endsWith('.d.ts'))
      .map((file) => file.slice(0, -ending.length))
      .sort(),
  getMigrationName: (name) => name,
  getMigration: (name) => import(new URL(name + ending, folder).href) as Promise<Knex.Migration>,
};
