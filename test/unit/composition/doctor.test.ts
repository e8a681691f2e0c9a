import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { expect } from 'chai';
import { newSealingKey, replaceSealingKeys } from '../../../src/adapters/crypto/sealing-keys.js';
import { makeMissingKeys } from '../../../src/adapters/crypto/signing-keys.js';
import { adminFindings } from '../../../src/composition/doctor/admin-findings.js';
import { clockFinding } from '../../../src/composition/doctor/clock-finding.js';
import type { Finding } from '../../../src/composition/doctor/finding.js';
import { diskFindings, portFindings, proxyFindings } from '../../../src/composition/doctor/host-findings.js';
import {
  examineKeys,
  fileModeFindings,
  sealingKeyFindings,
} from '../../../src/composition/doctor/key-findings.js';
import { readSettings } from '../../../src/composition/settings.js';
import { read } from './reading.js';

const levels = (findings: readonly Finding[]) => findings.map(({ level }) => level);

describe('the checks of npm run doctor:', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(`${tmpdir()}/doctor-`);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('clocks: more than a second apart are a warning, more than the service supports a failure', () => {
    expect(
      levels([0, 1_000, 1_001, 30_000, 30_001].map((skew) => clockFinding('Redis', skew))),
    ).to.deep.equal([...['ok', 'ok', 'warning', 'warning', 'failure']]);
  });

  it('proxies: that cannot be the ones in front are a warning', () => {
    const proxies = (env: Record<string, string>) => {
      const [finding, ...others] = proxyFindings(read(env));
      expect(others).to.deep.equal([]);
      return [finding?.level, /TRUST_PROXY|^none|^X-Forwarded-For/.exec(finding?.text ?? '')?.[0]];
    };
    const https = { PUBLIC_URL: 'https://films.example' };
    expect(proxies({})).to.deep.equal(['ok', 'none']);
    expect(proxies(https)).to.deep.equal(['warning', 'TRUST_PROXY']);
    for (const TRUST_PROXY of ['loopback', '127.0.0.1,10.0.0.1', '::1', '127.0.0.0/8'])
      expect(proxies({ ...https, TRUST_PROXY })).to.deep.equal(['ok', 'X-Forwarded-For']);
    expect(proxies({ ...https, TRUST_PROXY: '10.0.0.1' })).to.deep.equal(['warning', 'TRUST_PROXY']);
    expect(proxies({ TRUST_PROXY: '10.0.0.1', HOST: '0.0.0.0' })).to.deep.equal(['ok', 'X-Forwarded-For']);
    for (const TRUST_PROXY of ['0.0.0.0/0', 'loopback,::/0'])
      expect(proxies({ TRUST_PROXY })).to.deep.equal(['warning', 'TRUST_PROXY']);
  });

  it('keys: that the first start generates are right, and where it cannot, wrong', () => {
    const keysIn = (path: string, env: Record<string, string> = {}) =>
      examineKeys(
        read({ JWT__PRIVATE_KEY: `${path}/private.pem`, JWT__PUBLIC_KEY: `${path}/public.pem`, ...env }),
      );
    expect(levels(keysIn(`${folder}/certs`).findings)).to.deep.equal(['ok']);
    expect(levels(keysIn(`${folder}/certs`, { NODE_ENV: 'production' }).findings)).to.deep.equal([
      ...['failure', 'failure'],
    ]);
    writeFileSync(`${folder}/file`, '');
    expect(keysIn(`${folder}/file/certs`).findings)
      .to.have.nested.property('[0].text')
      .that.includes('cannot');
    const files = { privateKeyFile: `${folder}/private.pem`, publicKeyFile: `${folder}/public.pem` };
    makeMissingKeys({ ...files, algorithm: 'ES256', accepted: [] });
    const made = keysIn(folder, { JWT__ALGORITHM: 'ES256' });
    expect([levels(made.findings), made.signing?.algorithm]).to.deep.equal([['ok'], 'ES256']);
    expect(levels(keysIn(folder).findings)).to.deep.equal(['failure']);
  });

  it('the sealing key: that the first start generates, or that is right, is ok; one that is damaged or cannot be made is a failure', () => {
    const found = (path: string, env: Record<string, string> = {}, ofDatabase: readonly Finding[] = []) =>
      sealingKeyFindings(read({ MFA__KEY_FILE: `${path}/mfa.key`, ...env }), ofDatabase).map(
        ({ level, text }) => `${level}: ${text}`,
      );
    expect(found(`${folder}/certs`)).to.deep.equal([`ok: the first start generates ${folder}/certs/mfa.key`]);
    const production = {
      NODE_ENV: 'production',
      SMTP__URL: 'smtp://mail.test',
      MAIL__FROM: 'films@mail.test',
    };
    expect(found(folder, production)[0]).to.match(/^warning: MFA__KEY_FILE .* keys:make$/);
    const sealed = [{ level: 'failure', about: 'keys', text: 'second factors are stored' }] as const;
    for (const env of [production, {}]) expect(found(`${folder}/certs`, env, sealed)).to.deep.equal([]);
    const [key, other] = [newSealingKey(), newSealingKey()];
    writeFileSync(`${folder}/mfa.key`, '');
    replaceSealingKeys(`${folder}/mfa.key`, [key]);
    expect(found(folder)).to.deep.equal([`ok: second factors are sealed with the key ${key.id}`]);
    replaceSealingKeys(`${folder}/mfa.key`, [key, other]);
    expect(found(folder)[0]).to.match(/, and 1 more can decrypt them$/);
    writeFileSync(`${folder}/mfa.key`, 'hunter2');
    expect(found(folder)[0]).to.match(/^failure: MFA__KEY_FILE .*line 1/);
    expect(found(`${folder}/mfa.key/certs`)[0]).to.match(/^failure: the first start cannot generate/);
  });

  it('files with secrets: that others can read are a warning with the command', () => {
    const [data, env] = [`${folder}/data`, `${folder}/env`];
    mkdirSync(data, { mode: 0o755 });
    writeFileSync(env, '# DB_URL=\nexport DB_URL=postgresql://a:b@c/d\n', { mode: 0o644 });
    const settings = readSettings({ DATA_DIR: data });
    const texts = () => fileModeFindings(settings, env).map(({ text }) => text.replace(/.*: run /, ''));
    expect(texts()).to.deep.equal([`chmod 600 ${env}`, `chmod 700 ${data}`]);
    chmodSync(data, 0o700);
    writeFileSync(env, 'PORT=8000\nDB_URL=\n');
    expect(texts()).to.deep.equal([]);
    // By mistake, it may be a file that others have to read.
    chmodSync(env, 0o644);
    expect(fileModeFindings(readSettings({ DATA_DIR: env }), env)).to.deep.equal([]);
  });

  it('the first admin: a password that a start without accounts rejects is a failure; with accounts it is not used', async () => {
    const admin = (ADMIN__PASSWORD: string, hasAccounts: boolean | undefined) =>
      adminFindings(read({ ADMIN__EMAIL: 'ada@example.com', ADMIN__PASSWORD }), hasAccounts);
    const [common, personal] = ['passwordpassword', 'ada@example.com1'];
    expect(levels(await admin('seven quiet violins', false))).to.deep.equal(['ok']);
    for (const password of [common, personal]) {
      const [finding] = await admin(password, false);
      expect(finding?.level).to.equal('failure');
      expect(finding?.text)
        .to.match(/^ADMIN__PASSWORD is rejected: /)
        .and.not.include(password);
      expect([...(await admin(password, true)), ...(await admin(password, undefined))]).to.deep.equal([]);
    }
    expect(await adminFindings(read({}), false)).to.deep.equal([]);
  });

  it('disk: folders without enough space are a warning, and those that no file can be written to a failure', async () => {
    const disk = async (env: Record<string, string>) =>
      levels(await diskFindings(readSettings({ DATA_DIR: `${folder}/data`, ...env })));
    writeFileSync(`${folder}/file`, '');
    const enough = { IMPORT__MAX_BYTES: '1', IMPORT__QUOTA_BYTES: '1' };
    expect((await disk(enough))[2]).to.equal('ok');
    expect((await disk({ IMPORT__QUOTA_BYTES: '9000000000000000' }))[2]).to.equal('warning');
    expect((await disk({ ...enough, IMPORT__DIR: `${folder}/file` }))[2]).to.equal('failure');
    expect((await disk({ ...enough, DATA_DIR: `${folder}/file/data` }))[0]).to.equal('failure');
  });

  it('ports: that are free or used by this service are right; others, and one port for two uses, are not', async () => {
    let reply = '{"status":"live","version":"0.0.9"}';
    const server = createServer((_, response) => response.end(reply)).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const used = String((server.address() as AddressInfo).port);
    const ports = (env: Record<string, string>) => portFindings(read(env));
    try {
      const [own] = await ports({ PORT: used });
      expect(own?.level).to.equal('ok');
      expect(own?.text).to.include('release 0.0.9');
      reply = 'build_info{version="0.0.9"} 1\n';
      expect(levels(await ports({ PORT: used, METRICS__PORT: used }))).to.deep.equal(['failure', 'ok']);
    } finally {
      server.close();
      server.closeAllConnections();
    }
    expect(levels(await ports({ PORT: used }))).to.deep.equal(['ok']);
    expect(levels(await ports({ PORT: used, METRICS__PORT: used }))).to.deep.equal(['ok', 'failure']);
  });
});
