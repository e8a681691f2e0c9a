import { readdir, readFile, stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type EncodedContent, encodedContent } from './encoded-content.js';

/** A built file of the page at /app. */
export interface AppFile {
  /** For `response.type()`. */
  readonly type: string;
  readonly content: EncodedContent;
}

/** The built files by their path in the folder: `index.html`, `assets/index-B2x.js`. */
export type AppFiles = ReadonlyMap<string, AppFile>;

const readAppFile = async (folder: URL, path: string): Promise<AppFile> => ({
  type: extname(path),
  content: await encodedContent(await readFile(new URL(path, folder))),
});

const readAppFiles = async (folder: URL): Promise<AppFiles> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const prefix = fileURLToPath(folder);
  const paths = entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map(({ parentPath, name }) => `${parentPath}/${name}`.slice(prefix.length).replace(/^\//, ''));
  const files = await Promise.all(
    paths.map(async (path) => [path, await readAppFile(folder, path)] as const),
  );
  return new Map(files);
};

/**
 * Returns a function that returns the files of the newest complete build in the folder, from memory; undefined while there
 * is none.
 */
export const newestAppFiles = (folder: URL): (() => Promise<AppFiles | undefined>) => {
  let builtAt: number | undefined;
  let files: Promise<AppFiles> | undefined;
  return async () => {
    const index = await stat(new URL('index.html', folder)).catch(() => undefined);
    if (index !== undefined && index.mtimeMs !== builtAt) {
      builtAt = index.mtimeMs;
      files = readAppFiles(folder);
    }
    return files?.catch(() => {
      // A newer build has just replaced it.
      builtAt = undefined;
      return undefined;
    });
  };
};
