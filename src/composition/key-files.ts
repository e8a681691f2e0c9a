import { type KeyFiles, keyMistakes, makeMissingKeys } from '../adapters/crypto/signing-keys.js';
import { reasonOf } from '../core/shared/reason.js';
import { readSettings, type Settings } from './settings.js';

/** Where the settings say that the signing keys are. */
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

/** The settings for a start, the key files looked at too. @throws SettingsError */
export const settingsForStart = (env?: Readonly<Record<string, string | undefined>>): Settings =>
  readSettings(env, (settings) => keyMistakes(keyFiles(settings), settings.NODE_ENV === 'production'));

/**
 * Makes the pair of keys that the settings name, unless it is there: then it returns false.
 * @throws Error that says why they cannot be written, and what to do
 */
export const makeKeys = (settings: Settings): boolean => {
  try {
    return makeMissingKeys(keyFiles(settings));
  } catch (error) {
    throw new Error(
      `The signing keys cannot be made: ${reasonOf(error)}. Let this user write to their folder, or name a pair ` +
        'that is there with JWT__PRIVATE_KEY and JWT__PUBLIC_KEY',
      { cause: error },
    );
  }
};
