import { makeMissingKeys } from '../adapters/crypto/signing-keys.js';
import { keyFiles } from '../composition/key-files.js';
import { readSettings } from '../composition/settings.js';
import { command } from './command.js';

/** `npm run keys:make`: makes the pair of keys that the settings name, unless it is there. */
await command(async () => {
  const files = keyFiles(readSettings());
  const made = makeMissingKeys(files);
  process.stdout.write(
    `${files.privateKeyFile} and ${files.publicKeyFile} ${made ? 'were made' : 'are there already: nothing was changed'}\n`,
  );
});
