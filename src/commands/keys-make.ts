import { keyFiles, makeKeys } from '../composition/key-files.js';
import { readSettings } from '../composition/settings.js';
import { command } from './command.js';

/** `npm run keys:make`: makes the pair of keys that the settings name, unless it is there. */
await command(async () => {
  const settings = readSettings();
  const files = keyFiles(settings);
  const made = makeKeys(settings);
  process.stdout.write(
    `${files.privateKeyFile} and ${files.publicKeyFile} ${made ? 'were made' : 'are there already: nothing was changed'}\n`,
  );
});
