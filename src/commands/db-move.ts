import { parseArgs } from 'node:util';
import { createLog } from '../composition/create-log.js';
import { moveDatabase, placeOf } from '../composition/database-move.js';
import { readSettings } from '../composition/settings.js';
import { checkedDatabaseUrl } from '../composition/settings-urls.js';
import { command } from './command.js';
import { keyFileLines, print, printCopy } from './stored.js';

const usage =
  'Usage: npm run db:move -- --to postgresql://user:password@host/database [--from postgresql://…]';

/** `npm run db:move`: moves everything that is stored to an empty Postgres database. */
await command(async () => {
  const { values } = parseArgs({ options: { to: { type: 'string' }, from: { type: 'string' } } });
  if (values.to === undefined) throw new Error(usage);
  const settings = readSettings();
  const to = checkedDatabaseUrl('--to', values.to);
  const from = values.from === undefined ? settings.DB_URL : checkedDatabaseUrl('--from', values.from);
  if (values.from === undefined && from !== undefined)
    print('The source is the database of DB_URL. To move the embedded database, unset DB_URL.\n');
  const { tables } = await moveDatabase({ from, to }, settings, createLog(settings), printCopy);
  print(`\nMoved ${tables.length} tables to ${placeOf(to)}.`);
  print(
    `\nCopy these files to the new installation, so that users stay logged in:\n${keyFileLines(settings)}`,
  );
  print('\nThen start the service with DB_URL set to the new database.');
});
