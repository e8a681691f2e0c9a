import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';

/** Packages that load native code or files of their own, or that a test looks for among the loaded modules. */
const unbundled = ['@electric-sql/pglite', '@node-rs/*', '@opentelemetry/*', 'swagger-ui-express'];

/** Drivers that knex and pg would use, and that are not installed. */
const missing =
  'better-sqlite3 mariadb mariadb/callback mysql mysql2 oracledb pg-native pg-query-stream sqlite3 tedious'.split(
    ' ',
  );

/**
 * Modules find their files relative to their place in the build. Packages that are imported when they are needed are not
 * bundled: esbuild would import those in CommonJS without their names.
 */
const inPlace = (dist: string): Plugin => ({
  name: 'in-place',
  setup: ({ onLoad, onResolve }) => {
    onResolve({ filter: /^[^.]/ }, ({ path, kind }) =>
      kind === 'dynamic-import' ? { path, external: true } : undefined,
    );
    onLoad({ filter: /\.js$/ }, ({ path }) => {
      if (!path.startsWith(dist)) return undefined;
      const url = JSON.stringify(pathToFileURL(path).href);
      return { contents: readFileSync(path, 'utf8').replaceAll('import.meta.url', url) };
    });
  },
});

/**
 * Bundles the service and the commands of a build with their packages, into a folder next to the build. They start with
 * half of the CPU time, which is mostly spent on loading modules. Returns the path of the service.
 */
export const bundleProgram = async (main: string): Promise<string> => {
  const dist = dirname(main);
  const outdir = join(dist, '../bundle');
  const commands = readdirSync(join(dist, 'commands')).map((name) => join(dist, 'commands', name));
  await build({
    entryPoints: [main, ...commands],
    outbase: dist,
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    external: [...unbundled, ...missing],
    plugins: [inPlace(dist)],
    // Packages in CommonJS call it.
    banner: {
      js: "import { createRequire as requireFor } from 'node:module'; const require = requireFor(import.meta.url);",
    },
  });
  return join(outdir, 'main.js');
};
