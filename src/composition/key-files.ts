import { type KeyFiles, keyMistakes } from '../adapters/crypto/signing-keys.js';
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
