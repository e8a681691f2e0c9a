import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../..');

/** A place in the sources: a file under `src`, what stands there, and what shall. */
export interface Mutation {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** A copy of the sources in which something stands that should not. */
export interface SourceTree {
  /** The module at that path under `src`, as this tree has it. */
  module<T>(path: string): Promise<T>;
  remove(): void;
}

/** The sources as they are. */
export const original: SourceTree = {
  module: (path) => import(join(root, 'src', path)),
  remove: () => {},
};

/** @throws Error when there is no such place, or more than one: a safety that cannot be switched off proves nothing */
export const mutant = ({ file, from, to }: Mutation): SourceTree => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'mutant-')));
  for (const part of ['src', 'migrations', 'package.json', 'tsconfig.json']) {
    cpSync(join(root, part), join(folder, part), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const path = join(folder, 'src', file);
  const parts = readFileSync(path, 'utf8').split(from);
  if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} times: ${from}`);
  writeFileSync(path, parts.join(to));
  return {
    module: (name) => import(join(folder, 'src', name)),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
};
