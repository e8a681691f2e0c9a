/**
 * Upgrades databases from every release that CHANGELOG.md names to this build. Builds each release, starts two instances
 * of it on a fresh database and Redis, and writes data through its API and its import.
 *
 * From the last release without downtime: starts two instances of this build, which migrate the database, runs both
 * releases side by side under load, and then this build alone. Then goes back: rolls the migrations back, and starts the
 * last release again, and after it this build. From older releases: stops the release, and starts this build.
 *
 * Fails on a response 5xx, a stale read after an acknowledged write, a session that works on one side only, and lost data.
 *
 *     npm run check:upgrade -- [--seconds 20]
 */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { dropTestDatabases } from '../test/support/servers/databases.js';
import { stopServers } from '../test/support/servers/servers.js';
import { root } from './history/builds.js';
import { closeConnections } from './history/client.js';
import { buildRelease, type Release, releasesIn } from './upgrade/release.js';
import { Stage } from './upgrade/stage.js';
import { goBackAndForward, upgradeAfterStop, upgradeUnderLoad } from './upgrade/upgrades.js';

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '20' } } });
const milliseconds = 1_000 * Number(values.seconds);

/** Prints what went wrong. @returns whether nothing did */
const judge = ({ client, instances, traffic }: Stage): boolean => {
  const { staleReads = [], writes = 0, reads = 0, hits = 0 } = traffic ?? {};
  const crashes = instances.filter(({ crashes }) => crashes > 0).map(({ name }) => `${name} crashed`);
  const failures = [...client.failures, ...staleReads, ...crashes];
  for (const line of failures.slice(0, 20)) console.log(`FAILED: ${line}`);
  console.log(
    `${client.requests} requests, ${writes} writes, ${reads} reads compared (${hits} responses from the cache): ` +
      `${client.failures.length} failed, ${staleReads.length} stale`,
  );
  return failures.length === 0;
};

/** @param isLast whether the release is the one before this build */
const checkFrom = async ({ version, commit }: Release, isLast: boolean): Promise<void> => {
  console.log(`building release ${version} (${commit})`);
  const build = buildRelease({ version, commit });
  const stage = await Stage.create();
  let isGood = false;
  try {
    if (isLast) {
      const data = await upgradeUnderLoad(stage, build, milliseconds);
      await goBackAndForward(stage, data, build);
    } else await upgradeAfterStop(stage, build);
    isGood = true;
  } finally {
    isGood = judge(stage) && isGood;
    if (!isGood) process.exitCode = 1;
    closeConnections();
    await stage.end(!isGood);
    rmSync(build, { recursive: true, force: true });
  }
};

const [last, ...older] = releasesIn(readFileSync(join(root, 'CHANGELOG.md'), 'utf8'));
try {
  await checkFrom(last, true);
  for (const release of older) await checkFrom(release, false);
} finally {
  await dropTestDatabases();
  await stopServers();
}
