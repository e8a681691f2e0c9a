import { openEmbeddedDatabase } from '../../src/adapters/embedded/embedded-database.js';

/** A process that opens the embedded database in the folder of its argument, prints that, and stays. */
const open = async () => {
  await openEmbeddedDatabase(process.argv[2] ?? '', () => {});
  process.stdout.write('open\n');
};

void open();
