import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

export const root = fileURLToPath(new URL('../../', import.meta.url));

/** A build in a temporary folder. */
export interface Build {
  readonly dist: string;
  /** Path of the service. */
  readonly main: string;
  /** Path of the import command. */
  readonly importer: string;
  remove(): void;
}

/** Makes an empty build that uses the packages and the page of this checkout. */
const emptyBuild = (): Build => {
  const folder = mkdtempSync(join(tmpdir(), 'build-'));
  const dist = join(folder, 'dist');
  mkdirSync(dist);
  cpSync(join(root, 'package.json'), join(folder, 'package.json'));
  // Every build serves the built web interface of this checkout.
  for (const name of ['app', 'node_modules']) symlinkSync(join(root, name), join(folder, name));
  return {
    dist,
    main: join(dist, 'main.js'),
    importer: join(dist, 'commands', 'import.js'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
};

/** Compiles the sources and the migrations of a folder into another one, without type checks. */
export const compileSources = (folder: string, dist: string): void => {
  for (const [from, to] of [
    ['src', dist],
    ['migrations', join(dist, 'migrations')],
  ] as const) {
    const files = readdirSync(join(folder, from), { recursive: true, encoding: 'utf8' });
    buildSync({
      entryPoints: files.filter((name) => /\.[jt]s$/.test(name)).map((name) => join(folder, from, name)),
      outbase: join(folder, from),
      outdir: to,
      format: 'esm',
      target: 'es2022',
    });
  }
};

/** Builds the current sources without type checks. */
export const buildSources = (): Build => {
  const build = emptyBuild();
  compileSources(root, build.dist);
  return build;
};
