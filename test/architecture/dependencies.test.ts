import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { expect } from 'chai';
import { cruise, type ICruiseResult } from 'dependency-cruiser';

const require = createRequire(import.meta.url);
const { options, ...ruleSet } = require('../../.dependency-cruiser.cjs');
const { dependencies } = require('../../package.json');
/** The rules that restrict a library to one folder. The comment of each is the name of the library. */
const homeRules: { name: string; comment: string }[] = ruleSet.forbidden.filter(
  ({ name }: { name: string }) => name.endsWith('-has-one-home'),
);

const cruised = async (baseDir: string): Promise<ICruiseResult> => {
  const { tsConfig, ...rest } = options;
  const result = await cruise(['src'], { ...rest, ruleSet, validate: true, baseDir });
  return result.output as ICruiseResult;
};

const root = resolve(import.meta.dirname, '../..');

/** A file that breaks a rule, and the rule. */
const planted: readonly [file: string, content: string, rule: string][] = [
  ['src/core/reads-files.ts', "import 'node:fs';", 'core-imports-only-core'],
  ['src/core/asks-a-library.ts', "import 'joi';", 'core-imports-only-core'],
  ['src/core/knows-an-adapter.ts', "import '../adapters/knex/a.js';", 'core-imports-only-core'],
  ['src/adapters/redis/b.ts', "import '../knex/a.js';", 'adapters-import-core-and-themselves'],
  ['src/adapters/http/c.ts', "import '../../composition/d.js';", 'adapters-import-core-and-themselves'],
  ['src/adapters/http/g.ts', "import '../../commands/h.js';", 'adapters-import-core-and-themselves'],
  ['src/adapters/knex/o.ts', "import '../import/n.js';", 'adapters-import-core-and-themselves'],
  ['src/adapters/import/n.ts', "import '../http/p.js';", 'import-adapter-imports-core-knex-and-itself'],
  ['src/composition/i.ts', "import '../commands/h.js';", 'composition-imports-no-entry-point'],
  ['src/adapters/http/j.ts', "import '../../../test/l.js';", 'src-imports-only-src'],
  ['src/core/e.ts', "import './f.js';", 'no-circular'],
  ['src/adapters/http/m.ts', "import 'chai';", 'no-development-dependencies'],
  ['src/adapters/knex/k.ts', "import 'nowhere-to-be-found';", 'only-known-packages'],
  ...homeRules.map(({ name, comment }, n): [string, string, string] => [
    `src/adapters/elsewhere/library-${n}.ts`,
    `import '${comment}';`,
    name,
  ]),
];

describe('dependency rules', () => {
  it('over the sources: are kept by every module', async () => {
    const { summary, modules } = await cruised(root);
    const files = readdirSync(join(root, 'src'), { recursive: true }).map(String);
    const seen = modules.map(({ source }) => source).filter((source) => source.startsWith('src/'));

    expect(summary.violations).to.deep.equal([]);
    expect(seen).to.have.members(
      files.filter((file) => /\.m?[jt]s$/.test(file)).map((file) => `src/${file}`),
    );
  });

  it('over package.json: every dependency has a home', () => {
    expect(homeRules.map(({ comment }) => comment)).to.have.members(Object.keys(dependencies));
  });

  it('over sources that break each rule: report every one', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'planted-'));
    try {
      for (const shared of ['node_modules', 'package.json'])
        symlinkSync(join(root, shared), join(folder, shared));
      const innocent: typeof planted = [
        ['src/adapters/knex/a.ts', 'export {};', ''],
        ['src/adapters/http/p.ts', 'export {};', ''],
        ['src/composition/d.ts', 'export {};', ''],
        ['src/core/f.ts', "import './e.js';", ''],
        ['src/commands/h.ts', 'export {};', ''],
        ['test/l.ts', 'export {};', ''],
      ];
      for (const [file, content] of [...planted, ...innocent]) {
        mkdirSync(dirname(join(folder, file)), { recursive: true });
        writeFileSync(join(folder, file), content);
      }
      const found = (await cruised(folder)).summary.violations.map(
        ({ from, rule }) => `${from}: ${rule.name}`,
      );
      for (const [file, , rule] of planted) expect(found).to.include(`${file}: ${rule}`);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
