import { parseArgs } from 'node:util';
import { createLog } from '../composition/create-log.js';
import { moveDatabase, placeOf } from '../composition/database-move.js';
import { readSettings } from '../composition/settings.js';
import { checkedDatabaseUrl } from '../composition/settings-urls.js';
import { command } from './command.js';
import { keyFileLines, print, printTable } from './stored.js';

const usage =
  'Usage: npm run db:move -- --to postgresql://user:password@host/database [--from postgresql://…]';

/** `npm run db:move`: moves everything that is stored to an empty Postgres database. */
await command(async () => {
  const { values } = parseArgs({ options: { to: { type: 'string' }, from: { type: 'string' } } });
  if (values.to === undefined) throw new Error(usage);
  const settings = readSettings();
  const to = checkedDatabaseUrl('--to', values.to);
  const from = values.from === undefined ? settings.DB_URL : checkedDatabaseUrl('--from', values.from);
  const { tables } = await moveDatabase({ from, to }, settings, createLog(settings), printTable);
  print(`\nMoved to ${placeOf(to)}. The rows of ${tables.length} tables were compared, and are equal:\n`);
  for (const { name, count, checksum } of tables)
    print(`${name.padEnd(20)} ${String(count).padStart(10)}  ${checksum}`);
  print(
    `\nCopy these files to the new installation, so that users stay logged in:\n${keyFileLines(settings)}`,
  );
  print('\nThen start the service with DB_URL set to the new database.');
});
