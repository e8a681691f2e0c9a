import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { expect } from 'chai';
import { keyMistakes, loadKeys, loadSigningKey } from '../../../src/adapters/crypto/signing-keys.js';
import { later, newRotation, reportedSetting } from './rotating.js';

const changing = ['writeFileSync', 'renameSync', 'rmSync', 'chmodSync', 'chownSync', 'utimesSync'] as const;

/**
 * Runs `work`, and throws at its n-th change to a file, as if the process was killed. A write stops after half of its text;
 * any other change is not made. Returns false if `work` makes fewer changes.
 */
const killedAt = (n: number, work: () => unknown): boolean => {
  const originals = changing.map((name) => [name, fs[name]] as const);
  let left = n;
  for (const [name, original] of originals) {
    const dying = (...args: unknown[]) => {
      const change = original as (...args: unknown[]) => unknown;
      left -= 1;
      if (left !== 0) return change(...args);
      const [file, text, ...options] = args;
      if (name === 'writeFileSync') change(file, String(text).slice(0, String(text).length / 2), ...options);
      throw new Error('killed');
    };
    Object.assign(fs, { [name]: dying });
  }
  syncBuiltinESMExports();
  try {
    work();
    return false;
  } catch (error) {
    if ((error as Error).message !== 'killed') throw error;
    return true;
  } finally {
    for (const [name, original] of originals) Object.assign(fs, { [name]: original });
    syncBuiltinESMExports();
  }
};

/** A rotation at the beginning of each step, the settings of the service there, and the time. */
const steps = {
  'making the next pair': () => ({ ...newRotation(), accepted: [] as string[], now: new Date() }),
  'putting it in place': () => {
    const rotation = newRotation();
    return { ...rotation, accepted: reportedSetting(rotation.run([])), now: new Date() };
  },
  'removing what is left': () => {
    const rotation = newRotation();
    rotation.run(reportedSetting(rotation.run([])));
    return { ...rotation, accepted: [] as string[], now: later() };
  },
};

describe('rotate keys, killed at any point', () => {
  for (const [step, begin] of Object.entries(steps)) {
    it(`while ${step}: leaves keys that a start accepts, except between the two files of a pair, and the next run completes the step`, () => {
      const whole = begin();
      whole.run(whole.accepted, whole.now);
      const names = Object.keys(whole.contents());
      let points = 0;
      let betweenHalves = 0;
      for (; ; points += 1) {
        const { files, accepted, now, run, contents } = begin();
        const old = loadSigningKey(files).kid;
        if (!killedAt(points + 1, () => run(accepted, now))) break;
        const mistakes = keyMistakes({ ...files, accepted }, true);
        if (mistakes.length > 0) {
          betweenHalves += 1;
          expect(mistakes.join()).to.equal(
            'JWT__PRIVATE_KEY and JWT__PUBLIC_KEY cannot be used: the private and the public key are not a pair',
          );
        }
        // The next run is an hour later. Running instances have used the old key meanwhile.
        const noticed = new Date(now.getTime() + 3_600_000);
        const text = run(accepted, noticed);
        const { signing, verifying } = loadKeys({ ...files, accepted });
        if (step === 'putting it in place') {
          expect(signing.kid).to.not.equal(old);
          expect(verifying.map(({ kid }) => kid)).to.deep.equal([signing.kid, old]);
          expect(text).to.include('are the new keys');
          expect(run(accepted, new Date(noticed.getTime() + 900_000))).to.include('are valid until');
        } else expect(signing.kid).to.equal(old);
        if (step !== 'removing what is left') {
          expect(Object.keys(contents()).sort(), `at ${points + 1}`).to.deep.equal(names.sort());
        } else if (!text.includes('Finished')) {
          // The killed run had removed everything, so this one begins another rotation.
          expect(text).to.include('are the next keys');
        }
      }
      expect(points).to.be.greaterThan(1);
      expect(betweenHalves).to.equal(step === 'putting it in place' ? 1 : 0);
    });
  }
});
