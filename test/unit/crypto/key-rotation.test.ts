import { createPrivateKey, createPublicKey } from 'node:crypto';
import { chmodSync, chownSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { type Algorithm, loadKeys, loadSigningKey } from '../../../src/adapters/crypto/signing-keys.js';
import { ecPair, rsaPair, written } from './forging.js';
import { later, newRotation, toldSetting } from './rotating.js';

const pairs = { RS256: rsaPair, PS256: rsaPair, ES256: ecPair };
const modeOf = (file: string) => statSync(file).mode & 0o777;

describe('rotate keys, the next pair', function () {
  this.timeout(60_000);

  for (const algorithm of ['RS256', 'PS256', 'ES256'] as const satisfies readonly Algorithm[]) {
    it(`ASVS 11.2.3, for ${algorithm}: is made strong, of that type, for its owner alone, and not used yet`, () => {
      const { folder, files, run } = newRotation(algorithm, pairs[algorithm]);
      const text = run([]);
      const next = createPublicKey(readFileSync(join(folder, 'public.next.pem')));
      const { namedCurve, modulusLength } = next.asymmetricKeyDetails ?? {};
      expect(algorithm === 'ES256' ? namedCurve : modulusLength).to.be.oneOf(['prime256v1', 3072]);
      expect(next.equals(createPublicKey(readFileSync(join(folder, 'private.next.pem'))))).to.equal(true);
      expect(modeOf(join(folder, 'private.next.pem'))).to.equal(0o600);
      const keys = loadKeys({ ...files, accepted: toldSetting(text) });
      expect(keys.signing.publicKey.equals(pairs[algorithm].publicKey)).to.equal(true);
      expect(keys.verifying.map((key) => key.algorithm)).to.deep.equal([algorithm, algorithm]);
      expect(text).to.include('restart every instance');
    });
  }

  it('without the setting that was asked for: asks for it again, and leaves every file as it was', () => {
    const { run, contents } = newRotation();
    const text = run([]);
    const before = contents();
    for (const accepted of [[], toldSetting(text).slice(0, 1), toldSetting(text).slice(1)]) {
      expect(toldSetting(run(accepted))).to.have.members(toldSetting(text));
      expect(contents()).to.deep.equal(before);
    }
  });

  it('accepted for another algorithm, which would keep the service from starting later: is not put in place', () => {
    const { run, contents } = newRotation('RS256', rsaPair);
    const wanted = toldSetting(run([]));
    const [next = '', previous = ''] = wanted;
    const before = contents();
    const text = run([`${next}:PS256`, previous]);
    expect(toldSetting(text)).to.deep.equal(wanted);
    expect(contents()).to.deep.equal(before);
  });

  it('accepted by another path to the same files, and with its algorithm: counts', () => {
    const { folder, run } = newRotation();
    const wanted = toldSetting(run([]));
    symlinkSync(folder, `${folder}-link`);
    const text = run(wanted.map((file) => `${file.replace(folder, `${folder}-link`)}:ES256`));
    expect(text).to.include('are the new keys');
  });

  it('beside a key that is accepted for other reasons: leaves that in the setting, to the end', () => {
    const { run } = newRotation();
    const other = `${written(rsaPair).publicKeyFile}:RS256`;
    const wanted = toldSetting(run([other]));
    expect(wanted).to.include(other).and.to.have.lengthOf(3);
    run(wanted);
    expect(toldSetting(run(wanted))).to.have.members(wanted);
    expect(toldSetting(run(wanted, later()))).to.deep.equal([other]);
    expect(run([other], later())).to.include('Finished');
  });

  it('of a private key that a group may read: is theirs too, whoever runs it', () => {
    const { folder, files, run } = newRotation();
    if (process.getuid?.() === 0) chownSync(files.privateKeyFile, 65532, 65532);
    chmodSync(files.privateKeyFile, 0o640);
    chmodSync(files.publicKeyFile, 0o664);
    const seen = (name: string) => {
      const { uid, gid } = statSync(join(folder, name));
      return { uid, gid, mode: modeOf(join(folder, name)) };
    };
    const [privateOne, publicOne] = [seen('private.pem'), seen('public.pem')];
    const wanted = toldSetting(run([]));
    expect(seen('private.next.pem')).to.deep.equal(privateOne);
    expect(seen('public.next.pem')).to.deep.equal(publicOne);
    run(wanted);
    expect(seen('private.pem')).to.deep.equal(privateOne);
    for (const name of ['public.pem', 'public.previous.pem']) expect(seen(name)).to.deep.equal(publicOne);
  });
});

describe('rotate keys, once the next pair is accepted', () => {
  const published = () => {
    const rotation = newRotation();
    const accepted = toldSetting(rotation.run([]));
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

  it('up to a life of a token after that: says until when to wait, and changes nothing', () => {
    const { run, accepted, contents } = published();
    const now = new Date();
    run(accepted, now);
    const before = contents();
    // 900 seconds of life, and 60 that clocks may differ.
    const until = new Date(now.getTime() + 960_000);
    for (const time of [now, new Date(until.getTime() - 1000)]) {
      for (const setting of [accepted, []]) {
        const text = run(setting, time);
        expect(text).to.include(until.toISOString().slice(0, 19));
        expect(toldSetting(text)).to.have.members(accepted);
        expect(contents()).to.deep.equal(before);
      }
    }
    expect(run(accepted, new Date(until.getTime() + 1000))).to.include(
      'Remove JWT__ACCEPTED_PUBLIC_KEYS from the settings',
    );
  });

  it('after that: has the setting taken out, then removes what is left, and can begin anew', () => {
    const { folder, files, run, accepted, contents, nextKid } = published();
    run(accepted);
    const before = contents();
    // Also where it is accepted for what it never signed, its file is still needed for a start.
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
