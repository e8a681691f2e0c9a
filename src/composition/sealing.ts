import type { Knex } from 'knex';
import { AesSecretSealer } from '../adapters/crypto/aes-secret-sealer.js';
import { loadSealingKeys, type SealingKey } from '../adapters/crypto/sealing-keys.js';
import { rotateSealingKey } from '../adapters/crypto/sealing-rotation.js';
import { KnexSealedSecrets } from '../adapters/knex/knex-sealed-secrets.js';
import type { SecretSealer } from '../core/identity/secret-sealer.js';
import type { Log } from '../core/shared/log.js';
import { type Settings, SettingsError } from './settings.js';
import { openStorage } from './storage.js';

/** Returns why stored second factors cannot be opened, and what to do; undefined: they can. */
export const sealingMistake = async (
  database: Knex,
  keys: readonly SealingKey[],
): Promise<string | undefined> => {
  const stored = await new KnexSealedSecrets(database).keyIds();
  const missing = stored.filter((id) => !keys.some((key) => key.id === id));
  if (missing.length === 0) return undefined;
  const what = keys.length === 0 ? 'names a file that does not exist' : 'names a file without the right key';
  return (
    `MFA__KEY_FILE ${what}: second factors are stored that were sealed with ${missing.join(' and ')}. Copy the file from ` +
    'the other instances or from its backup, or add the lines of these keys to it'
  );
};

/**
 * Returns the sealer with the keys of `MFA__KEY_FILE`.
 * @throws SettingsError in production, if stored second factors cannot be opened. Elsewhere that is logged.
 */
export const openSealer = async (
  settings: Settings,
  database: Knex,
  log: Pick<Log, 'warn'>,
): Promise<SecretSealer> => {
  const keys = loadSealingKeys(settings.MFA__KEY_FILE);
  const mistake = await sealingMistake(database, keys);
  if (mistake !== undefined && settings.NODE_ENV === 'production') throw new SettingsError([mistake]);
  if (mistake !== undefined) log.warn(mistake);
  return new AesSecretSealer(keys);
};

/** Performs the next step of a rotation of the sealing key on the database of the settings: see `rotateSealingKey`. */
export const rotateStoredSeals = async (settings: Settings, log: Pick<Log, 'warn'>): Promise<string> => {
  const { database, close } = await openStorage(settings, log);
  try {
    return await rotateSealingKey(settings.MFA__KEY_FILE, new KnexSealedSecrets(database));
  } finally {
    await close();
  }
};
