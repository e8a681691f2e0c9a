import { makeMissingSealingKey, sealingKeyMistakes } from '../adapters/crypto/sealing-keys.js';
import {
  type KeyFiles,
  keyMistakes,
  loadKeys,
  makeMissingKeys,
  type SigningKeys,
} from '../adapters/crypto/signing-keys.js';
import type { Log } from '../core/shared/log.js';
import { reasonOf } from '../core/shared/reason.js';
import { readSettings, type Settings } from './settings.js';

/** Returns the paths of the signing keys. */
export const keyFiles = ({
  JWT__PRIVATE_KEY,
  JWT__PUBLIC_KEY,
  JWT__ALGORITHM,
  JWT__ACCEPTED_PUBLIC_KEYS,
}: Settings): KeyFiles => ({
  privateKeyFile: JWT__PRIVATE_KEY,
  publicKeyFile: JWT__PUBLIC_KEY,
  algorithm: JWT__ALGORITHM,
  accepted: JWT__ACCEPTED_PUBLIC_KEYS,
});

/** Reads the settings and checks the key files. @throws SettingsError */
export const settingsForStart = (env?: Readonly<Record<string, string | undefined>>): Settings =>
  readSettings(env, (settings) => [
    ...keyMistakes(keyFiles(settings), settings.NODE_ENV === 'production'),
    ...sealingKeyMistakes(settings.MFA__KEY_FILE),
  ]);

/** @param remedy what to set otherwise */
const generating = (what: string, make: () => boolean, remedy: string): boolean => {
  try {
    return make();
  } catch (error) {
    throw new Error(
      `The ${what} cannot be generated: ${reasonOf(error)}. Give this user write access to the folder, or set ${remedy}`,
      { cause: error },
    );
  }
};

/**
 * Generates the signing key pair, unless it exists.
 * @returns whether it was generated
 * @throws Error with the cause and a remedy if the files cannot be written
 */
export const makeKeys = (settings: Settings): boolean =>
  generating(
    'signing keys',
    () => makeMissingKeys(keyFiles(settings)),
    'JWT__PRIVATE_KEY and JWT__PUBLIC_KEY to an existing pair',
  );

/** Generates the sealing key, like `makeKeys`. */
export const makeSealingKey = ({ MFA__KEY_FILE: file }: Settings): boolean =>
  generating('sealing key', () => makeMissingSealingKey(file), 'MFA__KEY_FILE to an existing file');

/** Generates missing signing keys, except in production, and loads those that sign and verify tokens. */
export const openKeys = (settings: Settings, log: Pick<Log, 'info'>): SigningKeys => {
  if (settings.NODE_ENV !== 'production' && makeKeys(settings)) log.info('generated the signing keys');
  return loadKeys(keyFiles(settings));
};
