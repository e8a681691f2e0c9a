import { chmodSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { rotateKeys } from '../../../src/adapters/crypto/key-rotation.js';
import type { Algorithm, KeyFiles } from '../../../src/adapters/crypto/signing-keys.js';
import { ecPair, type KeyPair, written } from './forging.js';

/** An hour later, when all earlier tokens have expired. */
export const later = () => new Date(Date.now() + 3_600_000);

/** The setting that the output of a run contains. */
export const reportedSetting = (text: string): string[] =>
  /JWT__ACCEPTED_PUBLIC_KEYS=(\S+)/.exec(text)?.[1]?.split(',') ?? [];

/** A key pair in a new folder, before its rotation. */
export const newRotation = (algorithm: Algorithm = 'ES256', pair: KeyPair = ecPair) => {
  const { privateKeyFile, publicKeyFile } = written(pair, algorithm);
  const files: KeyFiles = { privateKeyFile, publicKeyFile, algorithm, accepted: [] };
  chmodSync(privateKeyFile, 0o600);
  const folder = dirname(privateKeyFile);
  return {
    folder,
    files,
    /** Runs `npm run keys:rotate` with this setting at this time. */
    run: (accepted: readonly string[], now = new Date()) => rotateKeys({ ...files, accepted }, 900, now),
    contents: () =>
      Object.fromEntries(
        readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')] as const),
      ),
  };
};
