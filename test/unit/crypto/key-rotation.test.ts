import { createPrivateKey, createPublicKey } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { type Algorithm, loadKeys, loadSigningKey } from '../../../src/adapters/crypto/signing-keys.js';
import { ec, ecPair, privatePem, publicPem, rsaPair, written } from './forging.js';
import { later, newRotation, reportedSetting } from './rotating.js';

const pairs = { RS256: rsaPair, PS256: rsaPair, ES256: ecPair };
const modeOf = (file: string) => statSync(file).mode & 0o777;

describe('rotate keys, the next pair', function () {
  this.timeout(60_000);

  for (const algorithm of ['RS256', 'PS256', 'ES256'] as const satisfies readonly Algorithm[]) {
    it(`ASVS 11.2.3, for ${algorithm}: is created strong, of that type, readable by its owner only, and not used yet`, () => {
      const { folder, files, run } = newRotation(algorithm, pairs[algorithm]);
      const text = run([]);
      const next = createPublicKey(readFileSync(join(folder, 'public.next.pem')));
      const { namedCurve, modulusLength } = next.asymmetricKeyDetails ?? {};
      expect(algorithm === 'ES256' ? namedCurve : modulusLength).to.be.oneOf(['prime256v1', 3072]);
      expect(next.equals(createPublicKey(readFileSync(join(folder, 'private.next.pem'))))).to.equal(true);
      expect(modeOf(join(folder, 'private.next.pem'))).to.equal(0o600);
      const keys = loadKeys({ ...files, accepted: reportedSetting(text) });
      expect(keys.signing.publicKey.equals(pairs[algorithm].publicKey)).to.equal(true);
      expect(keys.verifying.map((key) => key.algorithm)).to.deep.equal([algorithm, algorithm]);
      expect(text).to.include('restart every instance');
    });
  }

  it('without the setting, or with another algorithm in it: reports the setting, and changes no file', () => {
    const { run, contents } = newRotation('RS256', rsaPair);
    const wanted = reportedSetting(run([]));
    const [next = '', previous = ''] = wanted;
    const before = contents();
    for (const accepted of [[], [next], [previous], [`${next}:PS256`, previous]]) {
      expect(reportedSetting(run(accepted))).to.have.members(wanted);
      expect(contents()).to.deep.equal(before);
    }
  });

  it('accepted by another path to the same files, and with its algorithm: is recognized', () => {
    const { folder, run } = newRotation();
    const wanted = reportedSetting(run([]));
    symlinkSync(folder, `${folder}-link`);
    const text = run(wanted.map((file) => `${file.replace(folder, `${folder}-link`)}:ES256`));
    expect(text).to.include('are the new keys');
  });

  it('with another accepted key: keeps it in the setting', () => {
    const { run } = newRotation();
    const other = `${written(rsaPair).publicKeyFile}:RS256`;
    const wanted = reportedSetting(run([other]));
    expect(wanted).to.include(other).and.to.have.lengthOf(3);
    run(wanted);
    expect(reportedSetting(run(wanted))).to.have.members(wanted);
    expect(reportedSetting(run(wanted, later()))).to.deep.equal([other]);
    expect(run([other], later()))
      .to.include('Finished')
      .and.to.include('next run of this command begins another rotation');
  });

  it('with owners and modes of the files: sets the same for the new files', () => {
    const { folder, files, run } = newRotation();
    if (process.getuid?.() === 0) chownSync(files.privateKeyFile, 65532, 65532);
    chmodSync(files.privateKeyFile, 0o640);
    chmodSync(files.publicKeyFile, 0o664);
    const seen = (name: string) => {
      const { uid, gid } = statSync(join(folder, name));
      return { uid, gid, mode: modeOf(join(folder, name)) };
    };
    const [privateOne, publicOne] = [seen('private.pem'), seen('public.pem')];
    const wanted = reportedSetting(run([]));
    expect(seen('private.next.pem')).to.deep.equal(privateOne);
    expect(seen('public.next.pem')).to.deep.equal(publicOne);
    run(wanted);
    expect(seen('private.pem')).to.deep.equal(privateOne);
    for (const name of ['public.pem', 'public.previous.pem']) expect(seen(name)).to.deep.equal(publicOne);
  });
});

describe('rotate keys, after the next pair is accepted', () => {
  const published = () => {
    const rotation = newRotation();
    const accepted = reportedSetting(rotation.run([]));
    const nextKid = loadSigningKey({
      ...rotation.files,
      privateKeyFile: join(rotation.folder, 'private.next.pem'),
      publicKeyFile: join(rotation.folder, 'public.next.pem'),
    }).kid;
    const oldKid = loadSigningKey(rotation.files).kid;
    return { ...rotation, accepted, nextKid, oldKid };
  };

  it('signs with it after a restart, and accepts the old one by the same setting', () => {
    const { files, run, accepted, nextKid, oldKid } = published();
    expect(run(accepted)).to.include('are the new keys');
    const { signing, verifying } = loadKeys({ ...files, accepted });
    expect(signing.kid).to.equal(nextKid);
    expect(verifying.map(({ kid }) => kid)).to.deep.equal([nextKid, oldKid]);
    expect(createPublicKey(createPrivateKey(readFileSync(files.privateKeyFile))).equals(signing.publicKey)).to
      .be.true;
  });

  it('during the lifetime of a token after that: reports until when to wait, and changes nothing', () => {
    const { run, accepted, contents } = published();
    const now = new Date();
    run(accepted, now);
    const before = contents();
    // 900 seconds of lifetime, and 60 by which clocks may differ.
    const until = new Date(now.getTime() + 960_000);
    for (const time of [now, new Date(until.getTime() - 1000)]) {
      for (const setting of [accepted, []]) {
        const text = run(setting, time);
        expect(text).to.include(until.toISOString().slice(0, 19));
        expect(reportedSetting(text)).to.have.members(accepted);
        expect(contents()).to.deep.equal(before);
      }
    }
    expect(run(accepted, new Date(until.getTime() + 1000))).to.include(
      'Remove JWT__ACCEPTED_PUBLIC_KEYS from the settings',
    );
  });

  it('after that: reports to remove the setting, then removes the old files, and can start again', () => {
    const { folder, files, run, accepted, contents, nextKid } = published();
    run(accepted);
    const before = contents();
    // Even for an algorithm that it has never signed with, its file is still needed at the start.
    const wrong = `${join(folder, 'public.previous.pem')}:ES256`;
    for (const setting of [accepted, accepted.slice(0, 1), [wrong]]) {
      expect(run(setting, later()))
        .to.include('Remove JWT__ACCEPTED_PUBLIC_KEYS from the settings')
        .and.include('restart');
      expect(contents()).to.deep.equal(before);
    }
    expect(run([], later())).to.include('Finished');
    expect(readdirSync(folder).sort()).to.deep.equal(['private.pem', 'public.pem']);
    expect(loadKeys(files).verifying.map(({ kid }) => kid)).to.deep.equal([nextKid]);
    expect(run([], later())).to.include('are the next keys');
  });
});

describe('rotate keys, rejected', () => {
  const put = (folder: string, name: string) => writeFileSync(join(folder, name), publicPem(ec().publicKey));
  const putPair = (folder: string, pair = ec()) => {
    writeFileSync(join(folder, 'private.next.pem'), privatePem(pair.privateKey));
    writeFileSync(join(folder, 'public.next.pem'), publicPem(pair.publicKey));
  };
  const spoiled: [name: string, spoil: (folder: string) => void, message: RegExp, accepted?: string][] = [
    [
      'without a private key, with the next public one',
      (folder) => {
        rmSync(join(folder, 'private.pem'));
        put(folder, 'public.next.pem');
      },
      /^JWT__PRIVATE_KEY/,
    ],
    ['with halves that are not a pair', (folder) => put(folder, 'public.pem'), /not a pair/],
    ['with a next public key alone', (folder) => put(folder, 'public.next.pem'), /public\.next\.pem/],
    [
      'with next halves that are not a pair',
      (folder) => {
        putPair(folder);
        put(folder, 'public.next.pem');
      },
      /private\.next\.pem and .*public\.next\.pem.*not a pair/,
    ],
    ['with a next pair of another type', (folder) => putPair(folder, rsaPair), /ES256.*ec, not rsa/],
    ['with a foreign previous key', (folder) => put(folder, 'public.previous.pem'), /public\.previous\.pem/],
    ['with a missing accepted key', () => {}, /none\.pem/, 'none.pem'],
  ];
  for (const [name, spoil, message, accepted] of spoiled) {
    it(`${name}: reports the cause, and changes no key in use`, () => {
      const { folder, run, contents } = newRotation();
      spoil(folder);
      const used = () => ({ ...contents(), 'private.next.pem': '', 'public.next.pem': '' });
      const before = used();
      expect(() => run(accepted ? [join(folder, accepted)] : [])).to.throw(message);
      expect(used()).to.deep.equal(before);
    });
  }
});
