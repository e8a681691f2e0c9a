import { type ExecFileException, execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { once } from './once.js';
import { POSTGRES_SETTINGS } from './own-servers.js';

/** A server in a container, and the image it came from. */
export interface ContainerServer {
  readonly url: string;
  readonly image: string;
  stop(): Promise<unknown>;
}

const NO_ENGINE = 3;
const PROBE = `
  const { getContainerRuntimeClient } = await import('testcontainers');
  await getContainerRuntimeClient().then(() => process.exit(0), () => process.exit(${NO_ENGINE}));`;

/**
 * Whether testcontainers finds a Docker engine that responds within ten seconds. Checked in another process:
 * testcontainers has no timeout, and a socket of a stopped engine would keep this process alive.
 */
export const hasDockerEngine = once(async () => {
  const args = ['--input-type=module', '--eval', PROBE];
  try {
    await promisify(execFile)(process.execPath, args, { cwd: import.meta.dirname, timeout: 10_000 });
    return true;
  } catch (error) {
    const { code, killed } = error as ExecFileException;
    if (code === NO_ENGINE || killed) return false;
    throw error;
  }
});

/** Postgres in a container. testcontainers is imported only if it is used, since that takes half a second. */
export async function startPostgresContainer(): Promise<ContainerServer> {
  const { PostgreSqlContainer } = await import('@testcontainers/postgresql');
  const image = process.env.TEST_POSTGRES_IMAGE || 'postgres:17-alpine';
  const container = await new PostgreSqlContainer(image)
    .withCommand(['postgres', ...POSTGRES_SETTINGS])
    .withTmpFs({ '/var/lib/postgresql/data': 'rw' })
    .start();
  return { url: container.getConnectionUri(), image, stop: () => container.stop() };
}

/** Redis in a container. */
export async function startRedisContainer(): Promise<ContainerServer> {
  const { RedisContainer } = await import('@testcontainers/redis');
  const image = process.env.TEST_REDIS_IMAGE || 'redis:7-alpine';
  const container = await new RedisContainer(image).start();
  return { url: container.getConnectionUrl(), image, stop: () => container.stop() };
}
