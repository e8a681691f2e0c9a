import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { expect } from 'chai';
import { makeMissingSealingKey } from '../../../src/adapters/crypto/sealing-keys.js';
import { loadSigningKey, makeMissingKeys } from '../../../src/adapters/crypto/signing-keys.js';
import { startWarnings } from '../../../src/composition/warnings.js';
import { read } from './reading.js';

describe('the warnings of a start', () => {
  const folder = mkdtempSync(`${tmpdir()}/warnings-`);
  const [privateKeyFile, publicKeyFile] = [`${folder}/private.pem`, `${folder}/public.pem`];
  const sealingFile = `${folder}/mfa.key`;
  const files = { privateKeyFile, publicKeyFile, algorithm: 'ES256', accepted: [] } as const;
  before(() => {
    makeMissingKeys(files);
    makeMissingSealingKey(sealingFile);
  });
  after(() => rmSync(folder, { recursive: true }));
  const warnings = async (env: Record<string, string> = {}) =>
    (
      await startWarnings(
        read({ JWT__PRIVATE_KEY: privateKeyFile, MFA__KEY_FILE: sealingFile, ...env }),
        loadSigningKey(files),
      )
    ).map(({ text }) => text);

  it('with a private or sealing key that others may read: contain the file and the command that fixes it, else nothing', async () => {
    expect(await warnings()).to.deep.equal([]);
    for (const file of [privateKeyFile, sealingFile]) {
      for (const mode of [0o644, 0o640, 0o604]) {
        chmodSync(file, mode);
        const [warning, ...others] = await warnings();
        expect(others).to.deep.equal([]);
        expect(warning)
          .to.include(`mode ${mode.toString(8)}`)
          .and.to.include(`chmod 600 ${file}`);
      }
      chmodSync(file, 0o600);
    }
  });

  const production = { NODE_ENV: 'production', SMTP__URL: 'smtp://mail.test', MAIL__FROM: 'films@mail.test' };
  it('in production at a public http origin: warn that browsers drop Secure cookies', async () => {
    const [warning, ...others] = await warnings({ ...production, PUBLIC_URL: 'http://films.example' });
    expect(warning).to.include('http://films.example').and.to.include('PUBLIC_URL');
    expect(others).to.deep.equal([]);
  });

  it('in production at an https origin or on this machine, or without Secure cookies: are none', async () => {
    const local = ['http://localhost:8000', 'http://127.0.0.1:8000', 'http://[::1]:8000'];
    for (const PUBLIC_URL of ['https://films.example', ...local])
      expect(await warnings({ ...production, PUBLIC_URL }), PUBLIC_URL).to.deep.equal([]);
    const insecure = { PUBLIC_URL: 'http://films.example', COOKIES__SECURE: 'false' };
    expect(await warnings({ ...production, ...insecure })).to.deep.equal([]);
  });

  it('in production without SMTP__URL: warn that no email is sent', async () => {
    expect((await warnings({ NODE_ENV: 'production' }))[0]).to.include('SMTP__URL');
  });

  it('without a folder for temporary files: warn with the cause and the effect on exports', async () => {
    const before = process.env.TMPDIR;
    process.env.TMPDIR = `${folder}/none`;
    const [warning] = await warnings();
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
    expect(warning).to.include('ENOENT').and.to.include('TMPDIR').and.to.include('503');
  });
});
