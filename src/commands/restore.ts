import { parseArgs } from 'node:util';
import { createLog } from '../composition/create-log.js';
import { restoreDatabase } from '../composition/database-backup.js';
import { readSettings } from '../composition/settings.js';
import { command } from './command.js';
import { readPassphrase } from './passphrase.js';
import { keyFileLines, print, printCopy } from './stored.js';

const usage = 'Usage: npm run restore -- FILE [--passphrase-file FILE | --passphrase-file -] [--with-emails]';

/** `npm run restore`: restores a backup into an empty database. */
await command(async () => {
  const { values, positionals } = parseArgs({
    options: { 'passphrase-file': { type: 'string' }, 'with-emails': { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const [file, ...others] = positionals;
  if (file === undefined || others.length > 0) throw new Error(usage);
  const settings = readSettings();
  const passphrase = async () => {
    const passphraseFile = values['passphrase-file'];
    if (passphraseFile === undefined)
      throw new Error(
        `${file} is encrypted. Its passphrase is read from --passphrase-file, or with --passphrase-file - from standard input`,
      );
    return readPassphrase(passphraseFile);
  };
  const { backup, emailsLeftOut } = await restoreDatabase(
    { file, withEmails: values['with-emails'] },
    passphrase,
    settings,
    createLog(settings),
    printCopy,
  );
  print(
    `\nRestored ${file}, made by release ${backup.release} at ${backup.createdAt.toISOString()}: ` +
      `${backup.contents.tables.length} tables.`,
  );
  if (emailsLeftOut > 0)
    print(`${emailsLeftOut} queued emails were left out. With --with-emails they would be sent.`);
  print(
    'These files are needed as they were, so that access tokens stay valid, and so that second factors can be used:\n' +
      keyFileLines(settings),
  );
});
