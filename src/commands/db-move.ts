import { parseArgs } from 'node:util';
import { createLog } from '../composition/create-log.js';
import { moveDatabase, placeOf, routeOf } from '../composition/database-move.js';
import { readSettings } from '../composition/settings.js';
import { checkedDatabaseUrl } from '../composition/settings-urls.js';
import { command } from './command.js';
import { keyFileLines, print, printCopy } from './stored.js';

const checked = (option: string, url: string | undefined) =>
  url === undefined ? undefined : checkedDatabaseUrl(option, url);

/** `npm run db:move -- [--to URL] [--from URL]`: moves everything that is stored to an empty Postgres database. */
await command(async () => {
  const { values } = parseArgs({ options: { to: { type: 'string' }, from: { type: 'string' } } });
  const settings = readSettings();
  const given = { from: checked('--from', values.from), to: checked('--to', values.to) };
  const { from, to } = routeOf(given, settings);
  print(`Moving ${from === undefined ? settings.DATA_DIR : placeOf(from)} to ${placeOf(to)}\n`);
  const { tables } = await moveDatabase({ from, to }, settings, createLog(settings), printCopy);
  print(`\nMoved ${tables.length} tables to ${placeOf(to)}.`);
  print(
    '\nCopy these files to the new installation, so that users stay logged in, and second factors can be used:\n' +
      keyFileLines(settings),
  );
  print('\nThen start the service with DB_URL set to the new database.');
});
