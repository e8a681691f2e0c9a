import { rotateKeys } from '../adapters/crypto/key-rotation.js';
import { keyFiles } from '../composition/key-files.js';
import { readSettings } from '../composition/settings.js';
import { command } from './command.js';

/** `npm run keys:rotate`: performs the next step of a rotation of the signing keys, and prints what to do then. */
await command(async () => {
  const settings = readSettings();
  process.stdout.write(`${rotateKeys(keyFiles(settings), settings.JWT__ACCESS_TTL, new Date())}\n`);
});
