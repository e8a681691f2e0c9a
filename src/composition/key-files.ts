import { type KeyFiles, keyMistakes, makeMissingKeys } from '../adapters/crypto/signing-keys.js';
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
  readSettings(env, (settings) => keyMistakes(keyFiles(settings), settings.NODE_ENV === 'production'));

/**
 * Generates the signing key pair, unless it exists.
 * @returns whether it was generated
 * @throws Error with the cause and a remedy if the files cannot be written
 */
export const makeKeys = (settings: Settings): boolean => {
  try {
    return makeMissingKeys(keyFiles(settings));
  } catch (error) {
    throw new Error(
      `The signing keys cannot be generated: ${reasonOf(error)}. Give this user write access to their folder, or set ` +
        'JWT__PRIVATE_KEY and JWT__PUBLIC_KEY to an existing pair',
      { cause: error },
    );
  }
};
