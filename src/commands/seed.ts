import { setTimeout as sleep } from 'node:timers/promises';
import { createLog } from '../composition/create-log.js';
import { seed } from '../composition/sample.js';
import { readSettings } from '../composition/settings.js';
import { openStorage } from '../composition/storage.js';
import { command } from './command.js';
import { summaryOf } from './summary.js';

/** `npm run seed`: loads the sample data into the database. */
await command(async () => {
  const settings = readSettings();
  const { database, close } = await openStorage(settings, createLog(settings));
  try {
    const counts = await seed(database);
    // Running instances serve the new items after this time.
    if (settings.DB_URL !== undefined) await sleep(1_500);
    process.stdout.write(summaryOf(counts));
  } finally {
    await close();
  }
});
