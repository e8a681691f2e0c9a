import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileSources, root } from '../history/builds.js';

/** A release as CHANGELOG.md names it. */
export interface Release {
  readonly version: string;
  readonly commit: string;
}

/**
 * Returns the releases of a changelog, newest first; sections without a commit, such as "Unreleased", are skipped.
 * @throws Error if there is none
 */
export const releasesIn = (changelog: string): [Release, ...Release[]] => {
  const named = /^## \[(\d+\.\d+\.\d+)\][^\n]*\n+Commit: `([0-9a-f]{40})`$/gm;
  const [newest, ...others] = [...changelog.matchAll(named)].map(([, version = '', commit = '']) => ({
    version,
    commit,
  }));
  if (newest === undefined)
    throw new Error('CHANGELOG.md has no release with a line "Commit: `<40 hexadecimal digits>`"');
  return [newest, ...others];
};

/** @throws Error with what the command printed, if it fails */
const run = (command: string, args: readonly string[], cwd: string): Buffer => {
  const { status, error, stdout, stderr } = spawnSync(command, args, { cwd, maxBuffer: 1 << 28 });
  if (status === 0) return stdout;
  throw new Error(`${command} ${args.join(' ')} failed: ${error?.message ?? `${stderr}${stdout}`}`);
};

/**
 * Checks a release out into a temporary folder and builds it there. Its packages are those of this checkout if both have
 * the same package-lock.json; otherwise npm installs its own.
 * @returns the folder; the caller removes it
 */
export const buildRelease = ({ version, commit }: Release): string => {
  const isKnown = spawnSync('git', ['cat-file', '-e', `${commit}^{commit}`], { cwd: root }).status === 0;
  if (!isKnown)
    throw new Error(`commit ${commit} of release ${version} is missing here: run git fetch --unshallow`);
  const folder = mkdtempSync(join(tmpdir(), 'release-'));
  try {
    const archive = join(folder, 'release.tar');
    run('git', ['archive', '--output', archive, commit], root);
    run('tar', ['-xf', archive], folder);
    const lock = 'package-lock.json';
    const hasSamePackages = readFileSync(join(folder, lock)).equals(readFileSync(join(root, lock)));
    if (hasSamePackages) symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    else run('npm', ['ci', '--omit=dev', '--no-audit', '--no-fund'], folder);
    mkdirSync(join(folder, 'certs'), { recursive: true });
    // Its types were checked before it was released.
    compileSources(folder, join(folder, 'dist'));
    return folder;
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
};
