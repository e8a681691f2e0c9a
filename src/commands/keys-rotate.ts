import { parseArgs } from 'node:util';
import { rotateKeys } from '../adapters/crypto/key-rotation.js';
import { createLog } from '../composition/create-log.js';
import { keyFiles } from '../composition/key-files.js';
import { rotateStoredSeals } from '../composition/sealing.js';
import { readSettings, type Settings } from '../composition/settings.js';
import { command } from './command.js';

const usage = 'Usage: npm run keys:rotate, for the signing keys, or npm run keys:rotate -- sealing';

/** The next step for each key, by the name of the key in the arguments. */
const steps: Readonly<Record<string, (settings: Settings) => string | Promise<string>>> = {
  '': (settings) => rotateKeys(keyFiles(settings), settings.JWT__ACCESS_TTL, new Date()),
  sealing: (settings) => rotateStoredSeals(settings, createLog(settings)),
};

/** `npm run keys:rotate`: performs the next step of a rotation, and prints what to do then. */
await command(async () => {
  const { positionals } = parseArgs({ allowPositionals: true });
  const step = steps[positionals.join(' ')];
  if (step === undefined) throw new Error(usage);
  process.stdout.write(`${await step(readSettings())}\n`);
});
