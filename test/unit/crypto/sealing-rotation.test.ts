import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { AesSecretSealer } from '../../../src/adapters/crypto/aes-secret-sealer.js';
import {
  loadSealingKeys,
  makeMissingSealingKey,
  newSealingKey,
  replaceSealingKeys,
} from '../../../src/adapters/crypto/sealing-keys.js';
import { rotateSealingKey } from '../../../src/adapters/crypto/sealing-rotation.js';

describe('rotate the sealing key:', () => {
  let folder: string;
  let file: string;
  /** The sealed secrets by their context. */
  let stored: Map<string, string>;
  let oldestInstance: Date | undefined;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sealing-'));
    file = join(folder, 'mfa.key');
    makeMissingSealingKey(file);
    stored = new Map();
    oldestInstance = undefined;
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** An instance that starts now: it knows the keys of now. */
  const start = () => new AesSecretSealer(loadSealingKeys(file));
  const rotate = () =>
    rotateSealingKey(file, {
      hasInstanceStartedBefore: async (time) => oldestInstance !== undefined && oldestInstance < time,
      resealAll: async (keyId, reseal) => {
        const others = [...stored].filter(([, sealed]) => !sealed.startsWith(`${keyId}.`));
        for (const [context, sealed] of others) stored.set(context, reseal(sealed, context));
        return others.length;
      },
    });
  const ids = () => loadSealingKeys(file).map(({ id }) => id);
  const content = () => readFileSync(file, 'utf8');

  it('in four runs: every instance opens what any other has sealed, before and after its restart in each step', async () => {
    const [old = ''] = ids();
    let instances = [start(), start()];
    let sealed = 0;
    const everybodyWorks = () => {
      for (const instance of instances) {
        sealed += 1;
        stored.set(`totp:${sealed}`, instance.seal(`secret ${sealed}`, `totp:${sealed}`));
      }
      for (const instance of instances)
        for (const [context, text] of stored)
          expect(instance.open(text, context)).to.equal(context.replace('totp:', 'secret '));
    };
    const restartOneByOne = () => {
      for (const index of [0, 1]) {
        instances = instances.with(index, start());
        everybodyWorks();
      }
    };
    everybodyWorks();
    expect(await rotate())
      .to.include('was added')
      .and.to.include('Restart every instance');
    const [, next = ''] = ids();
    expect(ids()).to.deep.equal([old, next]);
    everybodyWorks();
    restartOneByOne();
    expect([...stored.values()].every((text) => text.startsWith(old))).to.equal(true);

    expect(await rotate())
      .to.include(`The key ${next} is the first`)
      .and.to.include('Restart every instance');
    expect(ids()).to.deep.equal([next, old]);
    everybodyWorks();
    restartOneByOne();

    expect(await rotate()).to.match(/^\d+ second factors were sealed .* Run this again/);
    expect([...stored.values()].every((text) => text.startsWith(next))).to.equal(true);
    expect(ids()).to.deep.equal([next, old]);
    everybodyWorks();

    expect(await rotate())
      .to.include(`Finished: ${next} is the only key`)
      .and.to.include(`needs ${old} any more`)
      .and.to.include('next run of this command begins another rotation');
    expect(ids()).to.deep.equal([next]);
    everybodyWorks();
    restartOneByOne();
    expect(await rotate()).to.include('was added');
  });

  it('without any second factor: needs no run that seals', async () => {
    await rotate();
    await rotate();
    expect(await rotate()).to.include('Finished');
  });

  it('while an instance runs that started before the last step: is rejected, and changes nothing', async () => {
    oldestInstance = new Date(Date.now() - 3_600_000);
    expect(await rotate()).to.include('was added');
    for (const step of ['is the first', 'Finished']) {
      const before = content();
      const error = await rotate().catch(({ message }) => message);
      expect(error).to.include('started before').and.to.include('Restart every instance');
      expect(content()).to.equal(before);
      oldestInstance = new Date(Date.now() + 1_000);
      expect(await rotate()).to.include(step);
      oldestInstance = new Date(Date.now() - 3_600_000);
    }
  });

  it('with lines of an older file, as after a restore: seals what they open with the first, and removes them', async () => {
    const [first] = loadSealingKeys(file);
    const restored = [newSealingKey(), newSealingKey()];
    for (const [index, key] of restored.entries())
      stored.set(`totp:${index}`, new AesSecretSealer([key]).seal('secret', `totp:${index}`));
    replaceSealingKeys(file, [...loadSealingKeys(file), ...restored]);
    expect(await rotate()).to.match(/^2 second factors/);
    expect(await rotate()).to.include(`needs ${restored.map(({ id }) => id).join(', ')} any more`);
    expect(ids()).to.deep.equal([first?.id]);
    for (const [context, sealed] of stored) expect(start().open(sealed, context)).to.equal('secret');
  });

  it('with a secret that no key opens: names the key and the account, and removes no key', async () => {
    const lost = newSealingKey();
    stored.set('totp:7', new AesSecretSealer([lost]).seal('hunter2', 'totp:7'));
    await rotate();
    await rotate();
    const before = content();
    const error = await rotate().catch(({ message }) => message);
    expect(error).to.include(lost.id).and.to.include('totp:7').and.to.include('Add the line');
    expect(content()).to.equal(before);
  });

  it('without a file, or with a damaged one: is rejected', async () => {
    writeFileSync(file, 'hunter2');
    expect(await rotate().catch(({ message }) => message)).to.include('line 1');
    rmSync(file);
    expect(await rotate().catch(({ message }) => message))
      .to.include('MFA__KEY_FILE')
      .and.to.include('keys:make');
  });
});
