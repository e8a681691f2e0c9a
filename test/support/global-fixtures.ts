import './watched-fetch.js';
import { runEndings } from './at-end.js';
import { dropTestDatabases } from './servers/databases.js';
import { stopServers } from './servers/servers.js';

/** Mocha calls it once, after the last test. */
export async function mochaGlobalTeardown(): Promise<void> {
  try {
    await runEndings();
    await dropTestDatabases();
  } finally {
    await stopServers();
  }
}
