import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

export const root = fileURLToPath(new URL('../../', import.meta.url));

/** Another text in one file of a build. */
export interface Edit {
  /** Its path in `dist`. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** A build in a folder of its own. */
export interface Build {
  readonly dist: string;
  /** The program to start. */
  readonly main: string;
  /** The command that imports. */
  readonly importer: string;
  remove(): void;
}

/** @throws Error unless the text is there exactly once: an edit that does nothing would prove nothing */
export const edited = (text: string, { file, from, to }: Edit): string => {
  const parts = text.split(from);
  if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} times, not once: ${from}`);
  return parts.join(to);
};

/** Where packages are found as beside the project itself. */
const emptyBuild = (): Build => {
  const folder = mkdtempSync(join(tmpdir(), 'build-'));
  const dist = join(folder, 'dist');
  mkdirSync(dist);
  cpSync(join(root, 'package.json'), join(folder, 'package.json'));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  return {
    dist,
    main: join(dist, 'main.js'),
    importer: join(dist, 'commands', 'import.js'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
};

/** A copy of a build, with these edits. */
export const copyBuild = (dist: string, edits: readonly Edit[]): Build => {
  const build = emptyBuild();
  cpSync(dist, build.dist, { recursive: true });
  for (const edit of edits) {
    const path = join(build.dist, edit.file);
    writeFileSync(path, edited(readFileSync(path, 'utf8'), edit));
  }
  return build;
};

/** What the compiler makes of a source file, without a look at its types. */
export const transpiled = (source: string): string =>
  ts.transpileModule(source, {
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
    },
  }).outputText;

/** A build of the sources as they are now, made in a moment. */
export const buildSources = (): Build => {
  const build = emptyBuild();
  for (const [from, to] of [
    ['src', build.dist],
    ['migrations', join(build.dist, 'migrations')],
  ] as const) {
    const files = readdirSync(join(root, from), { recursive: true }).map(String);
    for (const file of files.filter((name) => /\.[jt]s$/.test(name))) {
      const path = join(to, file.replace(/\.ts$/, '.js'));
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, transpiled(readFileSync(join(root, from, file), 'utf8')));
    }
  }
  return build;
};

/** Makes another version of a build: its OpenAPI document has other words, and nothing else differs. */
export const otherVersion: Edit = {
  file: 'adapters/http/catalogue/genre-routes.js',
  from: 'List the genres, with how many titles each has',
  to: 'List the genres, and how many titles each has',
};
