import './watched-fetch.js';
import { dropTestDatabases } from './servers/databases.js';
import { stopServers } from './servers/servers.js';

/** Mocha calls it once, after the last test. */
export async function mochaGlobalTeardown(): Promise<void> {
  try {
    await dropTestDatabases();
  } finally {
    await stopServers();
  }
}
