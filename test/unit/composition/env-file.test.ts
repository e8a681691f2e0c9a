import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { expect } from 'chai';
import { readSettings, SettingsError } from '../../../src/composition/settings.js';
import { mistakes, url } from './reading.js';

describe('settings in files', () => {
  const [before, environment] = [process.cwd(), process.env];
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(`${tmpdir()}/env-file-`);
    process.chdir(folder);
    // Hides the settings of the developer who runs the test.
    process.env = {};
  });
  afterEach(() => {
    process.env = environment;
    process.chdir(before);
    rmSync(folder, { recursive: true });
  });

  const write = (content: string | Buffer) => writeFileSync('.env', content);
  const mistakesOf = (content: string | Buffer): readonly string[] => {
    write(content);
    try {
      readSettings();
      return [];
    } catch (error) {
      if (error instanceof SettingsError) return error.mistakes;
      throw error;
    }
  };

  const assignments = `DB_URL=${url}\nPORT=9000\n`;
  for (const [what, content] of [
    ['with a byte order mark', `\uFEFF${assignments}`],
    ['with the line ends of Windows', assignments.replaceAll('\n', '\r\n')],
    ['with the line ends of old Macs', assignments.replaceAll('\n', '\r')],
    ['with spaces around', ` DB_URL = ${url} \n\tPORT\t=\t9000\t\n`],
    ['with export in front', `export DB_URL=${url}\nexport PORT=9000\n`],
    ['in quotes', `DB_URL="${url}" # the database\nPORT='9000'\n`],
    ['with comments', `# mine\nDB_URL=${url} # the database\n#PORT=1\nPORT=9000\n`],
    ['with variables of other programs', `COMPOSE_PROJECT_NAME=films\nhosts=a#b\n${assignments}`],
  ] as const)
    it(`.env ${what}: sets every setting`, () => {
      write(content);
      expect(readSettings()).to.include({ DB_URL: url, PORT: 9000 });
    });

  it('.env: is optional; an empty value counts as not set; the environment overrides it', () => {
    expect(readSettings()).to.include({ PORT: 8000 });
    write(assignments);
    process.env.PORT = '9001';
    expect(readSettings()).to.include({ DB_URL: url, PORT: 9001 });
    process.env.PORT = '';
    write('PORT=\n');
    expect(readSettings()).to.include({ PORT: 8000 });
  });

  for (const [what, line, mistake] of [
    ['a name in lower case', `db_url=${url}`, 'sets db_url: write DB_URL'],
    ['a name with one underscore', 'REDIS_HOST=redis', 'sets REDIS_HOST: write REDIS__HOST'],
    ['a name twice', 'PORT=9001', 'sets PORT again, after line 1'],
    ['no equals sign', `DB_URL: ${url}`, 'does not set DB_URL: write DB_URL=value'],
    ['a name alone', 'DB_URL', 'does not set DB_URL: write DB_URL=value'],
    ['a command of another shell', `set DB_URL=${url}`, 'does not set DB_URL: write DB_URL=value'],
    [
      'a password that a comment cuts off',
      'REDIS__PASSWORD=hunter2#secret',
      'sets REDIS__PASSWORD to a value',
    ],
    ['quotes that are not closed', 'REDIS__PASSWORD="hunter2', 'sets REDIS__PASSWORD to a value'],
    ['quotes that end early', 'REDIS__PASSWORD="hunter2"3', 'sets REDIS__PASSWORD to a value'],
  ] as const)
    it(`.env with ${what}: reports the line and the setting, without the value`, () => {
      const found = mistakesOf(`PORT=9000\n${line}\nLOG__LEVEL=info\n`);
      expect(found[0]).to.include(`line 2 of .env ${mistake}`);
      expect(found.join()).to.not.include('hunter2');
    });

  it('.env that is not UTF-8, or a folder: is rejected', () => {
    for (const content of [
      Buffer.from(`\uFEFF${assignments}`, 'utf16le'),
      Buffer.from(assignments, 'utf16le'),
      Buffer.from('REDIS__PASSWORD=mañana\n', 'latin1'),
    ])
      expect(mistakesOf(content)).to.deep.equal(['.env cannot be read: it is not UTF-8 text']);
    rmSync('.env');
    mkdirSync('.env');
    expect(() => readSettings()).to.throw(SettingsError, '.env cannot be read: EISDIR');
  });

  it('a secret in a file: is read without BOM and line end; empty, binary or missing: is rejected without the path', () => {
    writeFileSync('secret', `\uFEFF${url}\r\n`);
    expect(readSettings({ DB_URL_FILE: 'secret' }).DB_URL).to.equal(url);
    writeFileSync('empty', '\n');
    writeFileSync('binary', Buffer.from([0xff, 0xfe, 0]));
    for (const [file, mistake] of [
      ['empty', 'is empty'],
      ['binary', 'cannot be read: it is not UTF-8 text'],
      ['hunter2', 'cannot be read: ENOENT: no such file or directory'],
    ] as const)
      expect(mistakes({ DB_URL: undefined, DB_URL_FILE: file })).to.deep.equal([
        `DB_URL_FILE names a file that ${mistake}`,
      ]);
  });
});
