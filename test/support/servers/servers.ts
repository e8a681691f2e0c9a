import {
  type ContainerServer,
  hasDockerEngine,
  startPostgresContainer,
  startRedisContainer,
} from './containers.js';
import { once } from './once.js';
import { startOwnPgbouncer, startOwnPostgres, startOwnRedis } from './own-servers.js';
import { type OwnServer, stopOwnServers } from './watched-server.js';

export { type OwnServer, startOwnPgbouncer, startOwnPostgres, startOwnRedis };

const containers: ContainerServer[] = [];

/**
 * The URL of the run's Postgres, with a user who may create databases: the server of `TEST_DB_URL`; otherwise a container,
 * if a Docker engine responds and `TEST_CONTAINERS` is not `false`; otherwise a server from this machine's binaries. As
 * root on Debian, missing binaries are installed.
 *
 * The first call starts the server, which may pull an image or install a package.
 *
 * @throws Error if there is none, or if the container fails: then the binaries are not tried
 */
export const postgresUrl = once(() =>
  serve('postgres', 'TEST_DB_URL', startPostgresContainer, startOwnPostgres),
);

/** The URL of the run's Redis: `TEST_REDIS_URL`; otherwise as for {@link postgresUrl}. */
export const redisUrl = once(() => serve('redis', 'TEST_REDIS_URL', startRedisContainer, startOwnRedis));

/** Stops all servers that were started, at the end of a run. */
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
  if (process.env.TEST_CONTAINERS !== 'false' && (await hasDockerEngine())) {
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
