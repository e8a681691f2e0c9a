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
  it('beside the defaults: tells each as it is', () => {
    const given = Object.fromEntries(assignments.map(([name, value]) => [name, value]));
    const database = { DB_URL: 'postgresql://localhost/db' };
    expect(readSettings({ ...given, ...database })).to.deep.equal(readSettings(database));
    for (const [name, value] of Object.entries(readSettings(database))) {
      const derived =
        [
          'DB_URL',
          'PUBLIC_URL',
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
      file.endsWith('.md') && !/^(node_modules|coverage|data|dist|\.npm-cache|\.stryker-tmp)\//.test(file),
  );

describe('the audit trail in the documents', () => {
  const read = (file: string) => readFileSync(join(root, file), 'utf8');
  const found = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, name = '']) => name);
  const [, type = ''] = /export type AuditAction =([^;]+);/.exec(read('src/core/shared/audit.ts')) ?? [];
  const named = found(type, /^ +\| '(.+)'$/gm);
  const [forms = ''] = found(type, /^ +\| `\$\{string\}\.\$\{(.+)\}`$/gm);
  // Of the kinds of the catalogue the document tells by one.
  const formed = ['user', 'movie'].flatMap((kind) =>
    found(forms, /'([a-z-]+)'/g).map((form) => `${kind}.${form}`),
  );

  it('of the type of actions: every line is read', () => {
    expect(named.length + 1).to.equal(found(type, /^ +(\|)/gm).length);
    expect([...named, ...formed]).to.include.members(['session.started', 'user.removed', 'movie.changed']);
  });

  it('of every action, and of no other: tells when, and with which details', () => {
    const cells = found(read('docs/audit.md'), /^\|(.+?)\|/gm).join();
    expect(found(cells, /`([a-z]+\.[a-z-]+)`/g)).to.have.members([...named, ...formed]);
  });
});

describe('links in the documents', () => {
  it('of all of them: there are documents', () => {
    expect(documents).to.include.members(['README.md', 'CONTRIBUTING.md', 'docs/architecture.md']);
  });

  for (const document of documents) {
    it(`of ${document}: lead somewhere`, () => {
      const text = readFileSync(join(root, document), 'utf8');
      const targets = [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, target]) => target ?? '');
      const local = targets.filter((target) => !/^https?:/.test(target));
      const missing = local.filter((target) => !existsSync(join(root, dirname(document), target)));
      expect(missing).to.deep.equal([]);
    });

    it(`of ${document}: stand beside commands that can be pasted into bash and zsh`, () => {
      const text = readFileSync(join(root, document), 'utf8');
      const lines = [...text.matchAll(/^```bash\n(.*?)^```/gms)].flatMap(([, block = '']) =>
        block.split('\n'),
      );
      // On a terminal, zsh takes what looks like a comment for words of the command, and waits for the end of its quotes.
      expect(lines.filter((line) => /(^|\s)#/.test(line))).to.deep.equal([]);
    });

    it(`of ${document}: name files that are there`, () => {
      const text = readFileSync(join(root, document), 'utf8');
      const named = [...text.matchAll(/`((?:src|test|migrations|scripts|docs)\/[\w./-]+\.(?:ts|md))`/g)].map(
        ([, f]) => f ?? '',
      );
      expect(named.filter((file) => !/podcast/.test(file) && !existsSync(join(root, file)))).to.deep.equal(
        [],
      );
    });
  }
});
