import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { expect } from 'chai';
import { cruise, type ICruiseResult } from 'dependency-cruiser';

const { options, ...ruleSet } = createRequire(import.meta.url)('../../.dependency-cruiser.cjs');

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
  ['src/adapters/redis/b.ts', "import '../knex/a.js';", 'adapters-do-not-know-each-other'],
  ['src/adapters/http/c.ts', "import '../../composition/d.js';", 'adapters-do-not-know-each-other'],
  ['src/core/e.ts', "import './f.js';", 'no-circular'],
  ['src/adapters/http/g.ts', "import 'inversify';", 'inversify-has-one-home'],
  ['src/adapters/http/h.ts', "import 'knex';", 'knex-has-one-home'],
  ['src/adapters/http/i.ts', "import 'ioredis';", 'ioredis-has-one-home'],
  ['src/adapters/knex/j.ts', "import 'winston';", 'winston-has-one-home'],
  ['src/adapters/http/l.ts', "import 'nodemailer';", 'nodemailer-has-one-home'],
  ['src/adapters/knex/k.ts', "import 'nowhere-to-be-found';", 'only-known-packages'],
];

describe('dependency rules', () => {
  it('over the sources: are kept, by every module there is', async () => {
    const { summary, modules } = await cruised(root);
    const files = readdirSync(join(root, 'src'), { recursive: true }).map(String);
    const seen = modules.map(({ source }) => source).filter((source) => source.startsWith('src/'));

    expect(summary.violations).to.deep.equal([]);
    expect(seen).to.have.members(
      files.filter((file) => /\.m?[jt]s$/.test(file)).map((file) => `src/${file}`),
    );
  });

  it('over a tree that breaks each of them: find every one', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'planted-'));
    try {
      symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
      const innocent: typeof planted = [
        ['src/adapters/knex/a.ts', 'export {};', ''],
        ['src/composition/d.ts', 'export {};', ''],
        ['src/core/f.ts', "import './e.js';", ''],
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
