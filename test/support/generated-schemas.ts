import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createClient } from '@hey-api/openapi-ts';
import type { ZodType } from 'zod';

/** The generator warns of each reference to a header or an example, none of which is in a schema. */
const withoutNoise = (document: Record<string, unknown>): Record<string, unknown> =>
  JSON.parse(
    JSON.stringify(document, (key, value) => (['headers', 'examples'].includes(key) ? undefined : value)),
  );

/**
 * The zod schemas that a client generator (hey-api) writes for some operations of an OpenAPI document, by name.
 * @param operations matches their method and path, such as `/^PATCH /`
 */
export const generatedSchemas = async (
  document: Record<string, unknown>,
  operations: string,
): Promise<Readonly<Record<string, ZodType>>> => {
  const folder = await mkdtemp(join(tmpdir(), 'generated-client-'));
  try {
    await symlink(resolve('node_modules'), join(folder, 'node_modules'));
    const output = join(folder, 'client');
    await createClient({
      input: withoutNoise(document),
      output: { path: output, entryFile: false },
      plugins: ['zod'],
      parser: { filters: { operations: { include: [operations] }, orphans: false } },
      logs: { level: 'silent', file: false },
    });
    return await import(pathToFileURL(join(output, 'zod.gen.ts')).href);
  } finally {
    await rm(folder, { recursive: true });
  }
};
