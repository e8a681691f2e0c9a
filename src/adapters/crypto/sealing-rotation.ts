import { statSync } from 'node:fs';
import type { SealedSecrets } from '../../core/identity/sealed-secrets.js';
import { AesSecretSealer } from './aes-secret-sealer.js';
import { loadSealingKeys, newSealingKey, replaceSealingKeys, type SealingKey } from './sealing-keys.js';

/**
 * Performs the next step of a rotation of the sealing key, and returns what the operator must do before the one after it.
 * The steps are: add a key that opens; let it seal; seal all stored secrets with it; remove the other keys. The file shows
 * which step is next. Running services have already read their keys. If the operator has followed the instructions, each
 * of them can open what any other has sealed.
 * @throws Error with the reason why the step cannot be performed
 */
export const rotateSealingKey = async (file: string, stored: SealedSecrets): Promise<string> => {
  const keys = loadSealingKeys(file);
  const [first, ...others] = keys;
  if (first === undefined)
    throw new Error('MFA__KEY_FILE names a file that does not exist: npm run keys:make creates it');
  if (others.length === 0) return add(file, first);
  if (await stored.hasInstanceStartedBefore(statSync(file).mtime))
    throw new Error(
      `An instance is running that started before ${file} was changed, so it lacks a key or seals with the old one. ` +
        'Restart every instance. Then run this again',
    );
  const next = others.find(({ isNext }) => isNext);
  if (next !== undefined) return promote(file, next, keys);
  const count = await stored.resealAll(first.id, resealWith(keys));
  return count > 0
    ? `${count} second factors were sealed with the key ${first.id}. Run this again: it removes the old key.`
    : finish(file, first, others);
};

/** What has to happen between two steps. */
const restart = `If other machines or containers have a copy of the file, replace it there.
Restart every instance. Then run this again.`;

const add = (file: string, first: SealingKey): string => {
  const next = newSealingKey(true);
  replaceSealingKeys(file, [first, next]);
  return `The key ${next.id} was added to ${file}. Nothing is sealed with it yet.\n${restart}`;
};

const promote = (file: string, next: SealingKey, keys: readonly SealingKey[]): string => {
  replaceSealingKeys(file, [{ ...next, isNext: false }, ...keys.filter((key) => key !== next)]);
  return `The key ${next.id} is the first in ${file}, and seals from now on. All others still open.\n${restart}`;
};

const resealWith = (keys: readonly SealingKey[]) => {
  const sealer = new AesSecretSealer(keys);
  return (sealed: string, context: string): string => {
    try {
      return sealer.seal(sealer.open(sealed, context), context);
    } catch (error) {
      const { message } = (error as Error).cause as Error;
      throw new Error(
        `${message}. Add the line of that key to MFA__KEY_FILE, or remove the second factor of the account`,
        { cause: error },
      );
    }
  };
};

const finish = (file: string, first: SealingKey, others: readonly SealingKey[]): string => {
  replaceSealingKeys(file, [first]);
  const removed = others.map(({ id }) => id).join(', ');
  return `Finished: ${first.id} is the only key in ${file}. Nothing that is stored needs ${removed} any more.
Backups that were made before do: keep the key file of that time with them.
The next run of this command begins another rotation.`;
};
