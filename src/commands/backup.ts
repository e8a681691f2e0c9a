import { parseArgs } from 'node:util';
import { createLog } from '../composition/create-log.js';
import { backupDatabase } from '../composition/database-backup.js';
import { readSettings } from '../composition/settings.js';
import { command } from './command.js';
import { readPassphrase } from './passphrase.js';
import { keyFileLines, print, printTable } from './stored.js';

const usage = 'Usage: npm run backup -- FILE [--passphrase-file FILE | --passphrase-file -]';

/** `npm run backup`: writes everything that is stored to a file. */
await command(async () => {
  const { values, positionals } = parseArgs({
    options: { 'passphrase-file': { type: 'string' } },
    allowPositionals: true,
  });
  const [file, ...others] = positionals;
  if (file === undefined || others.length > 0) throw new Error(usage);
  const settings = readSettings();
  const passphraseFile = values['passphrase-file'];
  const passphrase = passphraseFile === undefined ? undefined : await readPassphrase(passphraseFile);
  const { tables } = await backupDatabase({ file, passphrase }, settings, createLog(settings), printTable);
  print(
    `\nWrote ${tables.length} tables to ${file}, ${passphrase === undefined ? 'not encrypted' : 'encrypted'}.`,
  );
  print(
    `These files are not in it. Keep a copy of them in another place:\n${keyFileLines(settings)}\n` +
      'Without them, all access tokens become invalid, and accounts with a second factor need a recovery code. With the ' +
      'private key, anybody can act as any account.',
  );
});
