import type { Knex } from 'knex';
import { AesSecretSealer } from '../adapters/crypto/aes-secret-sealer.js';
import { loadSealingKeys, type SealingKey } from '../adapters/crypto/sealing-keys.js';
import { rotateSealingKey } from '../adapters/crypto/sealing-rotation.js';
import { KnexSealedSecrets } from '../adapters/knex/knex-sealed-secrets.js';
import type { SecretSealer } from '../core/identity/secret-sealer.js';
import type { Log } from '../core/shared/log.js';
import { makeSealingKey } from './key-files.js';
import { type Settings, SettingsError } from './settings.js';
import { openStorage } from './storage.js';

const wayOut = 'If it is lost for good, docs/signing-in.md#the-sealing-key describes how to start without it';

/** Returns why stored second factors cannot be opened, and what to do; undefined: they can. */
export const sealingMistake = async (
  database: Knex,
  keys: readonly SealingKey[],
): Promise<string | undefined> => {
  const stored = await new KnexSealedSecrets(database).keyIds();
  const missing = stored.filter((id) => !keys.some((key) => key.id === id));
  if (missing.length === 0) return undefined;
  const what = keys.length === 0 ? 'names a file that does not exist' : 'names a file without the right key';
  const todo =
    keys.length === 0
      ? 'Copy the file back from another instance or from its backup.'
      : 'Copy the file from another instance or from its backup, or add the lines of these keys at its end.';
  return `MFA__KEY_FILE ${what}: second factors are stored that were sealed with ${missing.join(' and ')}. ${todo} ${wayOut}`;
};

/** What to do in production if there is no sealing key, and nothing is stored that needs one. */
export const noSealingKey =
  'MFA__KEY_FILE names a file that does not exist, so nobody can set up a second factor. Copy it from another instance, ' +
  'or create the first one with npm run keys:make';

/**
 * Returns the sealer with the keys of `MFA__KEY_FILE`. Generates a missing file, except in production.
 * @throws SettingsError if stored second factors cannot be opened. A new key would not help, and would hide the mistake.
 */
export const openSealer = async (
  settings: Settings,
  database: Knex,
  log: Pick<Log, 'info' | 'warn'>,
): Promise<SecretSealer> => {
  const { MFA__KEY_FILE: file, NODE_ENV } = settings;
  const mistake = await sealingMistake(database, loadSealingKeys(file));
  if (mistake !== undefined) throw new SettingsError([mistake]);
  if (NODE_ENV !== 'production' && makeSealingKey(settings)) log.info('generated the sealing key');
  const keys = loadSealingKeys(file);
  if (keys.length === 0) log.warn(noSealingKey);
  return new AesSecretSealer(keys);
};

/**
 * Performs the next step of a rotation of the sealing key on the database of the settings: see `rotateSealingKey`.
 * @throws Error also if stored second factors cannot be opened: they could not be sealed with another key
 */
export const rotateStoredSeals = async (settings: Settings, log: Pick<Log, 'warn'>): Promise<string> => {
  const { database, close } = await openStorage(settings, log);
  try {
    const mistake = await sealingMistake(database, loadSealingKeys(settings.MFA__KEY_FILE));
    if (mistake !== undefined) throw new Error(mistake);
    return await rotateSealingKey(settings.MFA__KEY_FILE, new KnexSealedSecrets(database));
  } finally {
    await close();
  }
};
