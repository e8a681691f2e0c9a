import { rotateKeys } from '../adapters/crypto/key-rotation.js';
import { keyFiles } from '../composition/key-files.js';
import { readSettings } from '../composition/settings.js';
import { command } from './command.js';

/** `npm run keys:rotate`: does the next step of replacing the keys that the settings name, and says what follows. */
await command(async () => {
  const settings = readSettings();
  process.stdout.write(`${rotateKeys(keyFiles(settings), settings.JWT__ACCESS_TTL, new Date())}\n`);
});
