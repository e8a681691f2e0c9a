import { keyFiles, makeKeys, makeSealingKey } from '../composition/key-files.js';
import { readSettings } from '../composition/settings.js';
import { command } from './command.js';

/** `npm run keys:make`: generates the signing key pair and the sealing key, unless they exist. */
await command(async () => {
  const settings = readSettings();
  const files = keyFiles(settings);
  const isPairNew = makeKeys(settings);
  process.stdout.write(
    `${files.privateKeyFile} and ${files.publicKeyFile} ${isPairNew ? 'were generated' : 'already exist: nothing was changed'}\n`,
  );
  const isSealingKeyNew = makeSealingKey(settings);
  process.stdout.write(
    `${settings.MFA__KEY_FILE} ${isSealingKeyNew ? 'was generated' : 'already exists: nothing was changed'}\n`,
  );
});
