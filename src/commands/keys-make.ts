import { keyFiles, makeKeys } from '../composition/key-files.js';
import { readSettings } from '../composition/settings.js';
import { command } from './command.js';

/** `npm run keys:make`: generates the signing key pair, unless it exists. */
await command(async () => {
  const settings = readSettings();
  const files = keyFiles(settings);
  const isNew = makeKeys(settings);
  process.stdout.write(
    `${files.privateKeyFile} and ${files.publicKeyFile} ${isNew ? 'were generated' : 'already exist: nothing was changed'}\n`,
  );
});
