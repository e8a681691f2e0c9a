import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import {
  loadSealingKeys,
  makeMissingSealingKey,
  newSealingKey,
  replaceSealingKeys,
  sealingKeyMistakes,
} from '../../../src/adapters/crypto/sealing-keys.js';

const modeOf = (file: string) => statSync(file).mode & 0o777;
const idsOf = (file: string) => loadSealingKeys(file).map(({ id }) => id);

describe('the file of the sealing keys:', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sealing-'));
    file = join(folder, 'certs', 'mfa.key');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('ASVS 11.2.3/13.3.1, that is missing: is created with one key of 256 bits, which its owner only can read', () => {
    expect(loadSealingKeys(file)).to.deep.equal([]);
    expect(makeMissingSealingKey(file)).to.equal(true);
    const [key, ...others] = loadSealingKeys(file);
    expect(others).to.deep.equal([]);
    expect([key?.key.symmetricKeySize, key?.isNext, modeOf(file)]).to.deep.equal([32, false, 0o600]);
    expect(readdirSync(dirname(file))).to.deep.equal(['mfa.key']);
  });

  it('that exists, or is a link to nothing: is not changed', () => {
    makeMissingSealingKey(file);
    const before = readFileSync(file, 'utf8');
    expect(makeMissingSealingKey(file)).to.equal(false);
    expect(readFileSync(file, 'utf8')).to.equal(before);
    const link = join(dirname(file), 'link.key');
    symlinkSync(join(folder, 'none'), link);
    expect(makeMissingSealingKey(link)).to.equal(false);
    expect(readdirSync(dirname(file)).sort()).to.deep.equal(['link.key', 'mfa.key']);
  });

  it('created by four processes at once: has one key, which all of them read', async () => {
    const module = pathToFileURL(join(import.meta.dirname, '../../../src/adapters/crypto/sealing-keys.ts'));
    // Each waits for the same moment, so that all of them find no file.
    const script = `const { makeMissingSealingKey, loadSealingKeys } = await import(${JSON.stringify(module)});
      process.send('ready');
      await new Promise((resolve) => process.once('message', resolve));
      const made = makeMissingSealingKey(${JSON.stringify(file)});
      process.send([made, loadSealingKeys(${JSON.stringify(file)}).map(({ id }) => id)]);
      process.disconnect();`;
    const starts = [1, 2, 3, 4].map(() =>
      spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      }),
    );
    await Promise.all(starts.map((start) => once(start, 'message')));
    const results = starts.map((start) => once(start, 'message'));
    for (const start of starts) start.send('go');
    const made = (await Promise.all(results)).map(([result]) => result as [boolean, string[]]);
    expect(made.filter(([isNew]) => isNew)).to.have.lengthOf(1);
    for (const [, ids] of made) expect(ids).to.deep.equal(idsOf(file));
    expect(readdirSync(dirname(file))).to.deep.equal(['mfa.key']);
  }).timeout(60_000);

  it('with several keys: has them in their order, each once, and keeps which is next; blank lines and CRLF do not matter', () => {
    makeMissingSealingKey(file);
    const [first] = loadSealingKeys(file);
    const keys = [newSealingKey(), { ...first, isNext: false } as ReturnType<typeof newSealingKey>];
    replaceSealingKeys(file, [...keys, newSealingKey(true)]);
    expect(loadSealingKeys(file).map(({ isNext }) => isNext)).to.deep.equal([false, false, true]);
    const ids = idsOf(file);
    expect(ids.slice(0, 2)).to.deep.equal(keys.map(({ id }) => id));
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, `\r\n${text.replaceAll('\n', '\r\n')}\n  ${text}`);
    expect(idsOf(file)).to.deep.equal(ids);
  });

  it('that is replaced: keeps its mode and owner, and leaves nothing beside it', () => {
    makeMissingSealingKey(file);
    chmodSync(file, 0o640);
    replaceSealingKeys(file, [newSealingKey()]);
    expect([modeOf(file), readdirSync(dirname(file))]).to.deep.equal([0o640, ['mfa.key']]);
  });

  it('that is damaged: reports the line, and neither content nor path', () => {
    makeMissingSealingKey(file);
    const right = readFileSync(file, 'utf8');
    const [id = '', key = ''] = right.trim().split(':');
    const changed = `${key.startsWith('A') ? 'B' : 'A'}${key.slice(1)}`;
    const table: [content: string, message: string][] = [
      ['', 'the file has no key'],
      ['\n \n', 'the file has no key'],
      ['hunter2', 'line 1 is not id:key of a sealing key'],
      [`${right}hunter2`, 'line 2 is not id:key of a sealing key'],
      [`${id}:${key.slice(1)}`, 'line 1 is not id:key of a sealing key'],
      [`${id}:${key} hunter2`, 'line 1 is not id:key of a sealing key'],
      [`${right}\n${id}:${changed}`, 'line 3: the key does not belong to its id'],
    ];
    for (const [content, message] of table) {
      writeFileSync(file, content);
      expect(sealingKeyMistakes(file), content).to.deep.equal([`MFA__KEY_FILE cannot be used: ${message}`]);
    }
    rmSync(file);
    expect(sealingKeyMistakes(file)).to.deep.equal([]);
    mkdirSync(file);
    expect(sealingKeyMistakes(file)[0]).to.match(
      /^MFA__KEY_FILE cannot be used: the sealing key cannot be read: EISDIR[^']*$/,
    );
  });
});
