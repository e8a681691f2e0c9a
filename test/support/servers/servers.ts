import {
  type ContainerServer,
  engineAnswers,
  startPostgresContainer,
  startRedisContainer,
} from './containers.js';
import { once } from './once.js';
import { startOwnPgbouncer, startOwnPostgres, startOwnRedis } from './own-servers.js';
import { type OwnServer, stopOwnServers } from './watched-server.js';

export { type OwnServer, startOwnPgbouncer, startOwnPostgres, startOwnRedis };

const containers: ContainerServer[] = [];

/**
 * The URL of the run's Postgres, of a user who may create databases. Which server that is, in this order:
 * the one that `TEST_DB_URL` names; a container, when a Docker engine answers; one started from this
 * machine's own binaries, which as root on Debian are installed if missing.
 *
 * The first call starts it and may take as long as pulling an image or installing a package does.
 *
 * @throws Error when none can be had; a container that fails does so too, rather than be passed over
 */
export const postgresUrl = once(() =>
  serve('postgres', 'TEST_DB_URL', startPostgresContainer, startOwnPostgres),
);

/** The URL of the run's Redis: `TEST_REDIS_URL`, or else as for {@link postgresUrl}. */
export const redisUrl = once(() => serve('redis', 'TEST_REDIS_URL', startRedisContainer, startOwnRedis));

/** Stops all that was started, private servers too; for the end of a run. */
export async function stopServers(): Promise<void> {
  await Promise.all([stopOwnServers(), ...containers.map((container) => container.stop())]);
}

async function serve(
  name: string,
  variable: string,
  startContainer: () => Promise<ContainerServer>,
  startOwn: () => Promise<OwnServer>,
): Promise<string> {
  const given = process.env[variable];
  if (given) return announced(given, `${name} from ${variable}`);
  if (await engineAnswers()) {
    const container = await startContainer();
    containers.push(container);
    return announced(container.url, `${name} from testcontainers (${container.image})`);
  }
  const { url, version } = await startOwn();
  return announced(url, `${name} from this machine's own binaries (${version})`);
}

function announced(url: string, source: string): string {
  console.log(`test servers: ${source}`);
  return url;
}
