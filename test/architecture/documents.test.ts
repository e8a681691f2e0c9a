import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect } from 'chai';
import { readSettings } from '../../src/composition/settings.js';

const root = resolve(import.meta.dirname, '../..');
const example = readFileSync(join(root, '.env.example'), 'utf8');
const assignments = example
  .split('\n')
  .filter((line) => /^\w+=/.test(line))
  .map((line) => line.split(/=(.*)/s, 2));

describe('.env.example', () => {
  it('with the defaults: lists the value of each setting', () => {
    const given = Object.fromEntries(assignments.map(([name, value]) => [name, value]));
    const database = { DB_URL: 'postgresql://localhost/db' };
    expect(readSettings({ ...given, ...database })).to.deep.equal(readSettings(database));
    for (const [name, value] of Object.entries(readSettings(database))) {
      const derived =
        [
          'DB_URL',
          'PUBLIC_URL',
          'IMPORT__DIR',
          'DB__MIGRATE',
          'SHUTDOWN__GRACE_SECONDS',
          'COOKIES__SECURE',
          'DEMO',
        ].includes(name) ||
        (Array.isArray(value) && !value.length);
      if (!derived) expect(given[name], name).to.not.equal('');
    }
  });
});

const documents = readdirSync(root, { recursive: true })
  .map(String)
  .filter(
    (file) =>
      file.endsWith('.md') &&
      !/^(coverage|data|dist|\.npm-cache|\.stryker-tmp)\/|(^|\/)node_modules\//.test(file),
  );

describe('docs/audit.md', () => {
  const read = (file: string) => readFileSync(join(root, file), 'utf8');
  const found = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, name = '']) => name);
  const declared = [
    'identity/audit-actions.ts',
    'catalogue/audit-actions.ts',
    'import/audit-actions.ts',
  ].flatMap((file) => found(read(`src/core/${file}`), /^export type \w+AuditAction =([^;]+);/gm));
  const named = declared.flatMap((type) => found(type, /'([a-z-]+\.[a-z-]+)'/g));
  const [forms = ''] = declared.flatMap((type) => found(type, /`\$\{string\}\.\$\{(.+)\}`/g));
  // The document describes the actions of all kinds with those of movies; of our kinds, only authors can be merged.
  const formed = found(forms, /'([a-z-]+)'/g).map(
    (form) => `${form === 'merged' ? 'author' : 'movie'}.${form}`,
  );

  it('the types of audit actions: are all parsed by this test', () => {
    expect(declared).to.have.length(3);
    expect([...named, ...formed]).to.include.members(['session.started', 'user.removed', 'movie.changed']);
  });

  it('for every action, and no other: documents when it is recorded, and its details', () => {
    const cells = found(read('docs/audit.md'), /^\|(.+?)\|/gm).join();
    expect(found(cells, /`([a-z-]+\.[a-z-]+)`/g).sort()).to.deep.equal([...named, ...formed].sort());
  });
});

/** The anchor of each heading, as GitHub and GitLab derive it. */
const anchorsOf = (text: string): string[] =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

describe('documents', () => {
  it('of the whole repository: include the README and the pages under docs', () => {
    expect(documents).to.include.members(['README.md', 'CONTRIBUTING.md', 'docs/architecture.md']);
  });

  it('README.md: has at most 150 lines', () => {
    const text = readFileSync(join(root, 'README.md'), 'utf8');
    expect(text.trimEnd().split('\n').length).to.be.at.most(150);
  });

  for (const document of documents) {
    const text = readFileSync(join(root, document), 'utf8');

    it(`${document}: links only to files and headings that exist`, () => {
      const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target ?? '');
      const broken = targets
        .filter((target) => !/^https?:/.test(target))
        .filter((target) => {
          const [path, anchor] = target.split('#', 2);
          const file = path ? join(root, dirname(document), path) : join(root, document);
          if (!existsSync(file)) return true;
          return anchor !== undefined && !anchorsOf(readFileSync(file, 'utf8')).includes(anchor);
        });
      expect(broken).to.deep.equal([]);
    });

    it(`${document}: has commands that can be pasted into bash and zsh`, () => {
      const lines = [...text.matchAll(/^```bash\n(.*?)^```/gms)].flatMap(([, block = '']) =>
        block.split('\n'),
      );
      // An interactive zsh does not treat # as a comment: the words after it become part of the command.
      expect(lines.filter((line) => /(^|\s)#/.test(line))).to.deep.equal([]);
    });

    it(`${document}: names only source files that exist`, () => {
      const named = [...text.matchAll(/`((?:src|test|migrations|scripts|docs)\/[\w./-]+\.(?:ts|md))`/g)].map(
        ([, f]) => f ?? '',
      );
      expect(named.filter((file) => !/podcast/.test(file) && !existsSync(join(root, file)))).to.deep.equal(
        [],
      );
    });
  }
});
