/**
 * Builds the page at /app into app/dist, unless it was built from the same sources.
 *
 *     npm run build:app
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const built = join(root, 'app/dist');
const stampFile = join(built, '.sources');

const sources = ['app/index.html', 'app/package.json', 'app/vite.config.ts', 'package-lock.json'];
const folders = ['app/public', 'app/src', 'clients/typescript/src'];

const filesIn = (folder: string) =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));

/** A hash of all files that the page is built from. */
const stamp = () => {
  const hash = createHash('sha256');
  for (const file of [...sources.map((name) => join(root, name)), ...folders.flatMap(filesIn)].sort())
    hash.update(file.slice(root.length)).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
};

const stored = () => {
  try {
    return readFileSync(stampFile, 'utf8');
  } catch {
    return undefined;
  }
};

/** The service may serve the page meanwhile, so a build replaces the one before it only when it is complete. */
export const buildApp = async (): Promise<void> => {
  const current = stamp();
  if (stored() === current) return;
  // Loaded only here: a start with nothing to build does not wait for it.
  const { build } = await import('vite');
  const outDir = join(root, `dist/app-${process.pid}`);
  try {
    await build({
      configFile: join(root, 'app/vite.config.ts'),
      // The warnings are about libraries, and cannot be mended here. Errors are thrown.
      logLevel: 'error',
      build: { outDir, emptyOutDir: true },
    });
    writeFileSync(join(outDir, '.sources'), current);
    rmSync(built, { recursive: true, force: true });
    renameSync(outDir, built);
  } finally {
    rmSync(outDir, { recursive: true, force: true });
  }
};

if (import.meta.filename === process.argv[1]) await buildApp();
