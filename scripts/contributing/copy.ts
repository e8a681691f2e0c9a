import { execFileSync } from 'node:child_process';
import { cpSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './walk-through.js';

/** Copies the repository's current files into a new repository with a single commit. */
export const copyRepository = (root: string, folder: string): void => {
  const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  for (const file of files.split('\0').filter(Boolean)) cpSync(join(root, file), join(folder, file));
  run(folder, 'git init --quiet --initial-branch=main');
  commitAll(folder, 'The project');
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
};

/** The name of the author, without which Git does not commit. */
const author = '-c user.name=Contributor -c user.email=contributor@example.com';

export const commitAll = (folder: string, subject: string): void =>
  run(folder, `git add --all && git ${author} commit --quiet --message '${subject}'`);

/** Merges a branch into the current one. The generated document is generated again. @throws Error if there are conflicts */
export const merge = (folder: string, branch: string): void => {
  const merged = `git ${author} merge --quiet --no-edit ${branch}`;
  const resolved = 'git checkout --quiet --ours docs/openapi.json && git add docs/openapi.json';
  run(folder, `${merged} || { ${resolved} && git ${author} commit --quiet --no-edit; }`);
  run(folder, 'npm run --silent docs:openapi');
};
