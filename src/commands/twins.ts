import { findTwins } from '../adapters/knex/twins.js';
import { catalogueKinds } from '../composition/catalogue-kinds.js';
import { createLog } from '../composition/create-log.js';
import { readSettings } from '../composition/settings.js';
import { openStorage } from '../composition/storage.js';
import { command } from './command.js';

/** Quotes a text and escapes its invisible characters, since the texts of twins often look the same. */
const quote = (text: string) =>
  JSON.stringify(text).replace(
    /(?! )[\p{Default_Ignorable_Code_Point}\p{M}\p{Z}]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );

/**
 * `npm run twins`: lists rows of earlier releases whose emails, names or source ids differ only in their Unicode form,
 * case or spaces. Changes nothing.
 */
await command(async () => {
  const settings = readSettings();
  const { database, close } = await openStorage(settings, createLog(settings));
  try {
    let count = 0;
    for await (const { table, column, rows } of findTwins(database, catalogueKinds)) {
      count += 1;
      const listed = rows.map(({ id, text }) => `${id} ${quote(text)}`).join(', ');
      process.stdout.write(`${table}.${column}: ${listed}\n`);
    }
    if (count === 0) process.stdout.write('No twins found.\n');
  } finally {
    await close();
  }
});
