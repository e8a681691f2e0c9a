import { openEmbeddedDatabase } from '../../src/adapters/embedded/embedded-database.js';

/** A process of its own for tests: opens the embedded database in the folder it is told, says so, and stays. */
const open = async () => {
  await openEmbeddedDatabase(process.argv[2] ?? '', () => {});
  process.stdout.write('open\n');
};

void open();
