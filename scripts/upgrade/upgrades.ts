import assert from 'node:assert/strict';
import { root } from '../history/builds.js';
import type { Instance } from '../history/instance.js';
import { checkAuthentication } from './authentication.js';
import { checkSessions } from './sessions.js';
import { importedRows, type Stage } from './stage.js';
import { StoredData } from './stored-data.js';
import { checkUnknownCounts } from './unknown-counts.js';

/** Stops instances that no request uses any more. */
const stop = async ({ client }: Stage, { serving }: StoredData, instances: readonly Instance[]) => {
  serving.splice(0, serving.length, ...serving.filter((instance) => !instances.includes(instance)));
  await client.idle(instances);
  await Promise.all(instances.map((instance) => instance.stop()));
};

/** Replaces the instances of the last release by those of this build, one release beside the other, under load. */
export const upgradeUnderLoad = async (
  stage: Stage,
  oldBuild: string,
  milliseconds: number,
): Promise<StoredData> => {
  const { client } = stage;
  const old = await stage.start(['old-1', 'old-2'], oldBuild);
  const data = await StoredData.create(stage, old, oldBuild);
  const { token, traffic, serving } = data;
  traffic.start();
  console.log('the old release serves, with data in its database');

  const current = await stage.start(['new-1', 'new-2'], root);
  serving.push(...current);
  await checkUnknownCounts(client, old[0], current[0], token);
  await checkAuthentication(client, old[0], current[0]);
  const end = performance.now() + milliseconds;
  let rounds = 0;
  for (; rounds === 0 || performance.now() < end; rounds += 1) {
    await checkSessions(client, old[0], current[0], token);
    await checkSessions(client, current[1], old[1], token);
    for (const instance of [current[0], old[0]]) await data.refreshWith(instance);
  }
  await data.importWith(root, 'imported by this build');
  await data.expectFrom(serving);
  console.log(
    `this build serves side by side with it: ${2 * rounds} rounds of sessions across both releases`,
  );

  await stop(stage, data, old);
  await checkSessions(client, current[0], current[1], token);
  assert.match(
    await data.importWith(root, 'imported by this build'),
    new RegExp(`${importedRows} unchanged`),
  );
  await data.expectFrom(current);
  await traffic.stop();
  await traffic.readAll();
  assert.ok(traffic.hits > 0, 'no response came from the cache');
  console.log('this build serves alone, with all data');
  return data;
};

/** Stops an older release, and starts this build on its database. */
export const upgradeAfterStop = async (stage: Stage, oldBuild: string): Promise<StoredData> => {
  const old = await stage.start(['old-1', 'old-2'], oldBuild);
  const data = await StoredData.create(stage, old, oldBuild);
  await stop(stage, data, old);
  const current = await stage.start(['new-1', 'new-2'], root);
  data.serving.push(...current);
  await data.expectFrom(current);
  await data.traffic.readAll();
  console.log('this build serves alone, with all data of the stopped release');
  return data;
};

/** Goes back to the last release, which reads what this build has written, and forward again. */
export const goBackAndForward = async (stage: Stage, data: StoredData, oldBuild: string): Promise<void> => {
  const { client } = stage;
  const { token, traffic, serving } = data;
  const body = { title: 'Unknown counts', seasons: null };
  const [current] = serving as [Instance];
  const path = `/series/${(await client.expect(201, current, 'POST', '/series', { token, body })).id}`;
  // Now it is cached.
  for (const instance of serving)
    assert.equal((await client.expect(200, instance, 'GET', path)).seasons, null);
  await stop(stage, data, serving);

  await stage.rollBack();
  const back = await stage.start(['back-1', 'back-2'], oldBuild);
  serving.push(...back);
  await traffic.readAll();
  await data.expectFrom(back);
  await checkSessions(client, back[0], back[1], token);
  for (const instance of back)
    assert.equal((await client.expect(200, instance, 'GET', path)).seasons, 0, `${instance.name}: ${path}`);
  await data.importWith(oldBuild, 'imported after going back');
  console.log('after a rollback the old release serves again, with the data that this build has written');

  await stop(stage, data, back);
  const again = await stage.start(['again-1', 'again-2'], root);
  serving.push(...again);
  await traffic.readAll();
  await data.expectFrom(again);
  console.log('this build serves again, with the data that the old release has written since');
};
