import assert from 'node:assert/strict';
import type { Instance } from '../history/instance.js';
import type { Client } from './client.js';

/** Fails unless each release reads and changes series of the other one, with known and unknown seasons and episodes. */
export const checkUnknownCounts = async (
  client: Client,
  old: Instance,
  current: Instance,
  token: string,
): Promise<void> => {
  const create = async (at: Instance, fields: object): Promise<string> => {
    const body = { title: 'Series', ...fields };
    return `/series/${(await client.expect(201, at, 'POST', '/series', { token, body })).id}`;
  };
  const change = (at: Instance, path: string, body: object) =>
    client.expect(200, at, 'PATCH', path, { token, body });
  const four = await create(current, { seasons: 4 });
  const { seasons, episodes } = await client.expect(200, old, 'GET', four);
  assert.deepEqual([seasons, episodes], [4, null]);
  await change(old, four, { episodes: 38 });
  await change(old, await create(current, {}), { title: 'Changed' });
  await change(current, await create(old, {}), { seasons: null, episodes: null });
  const { items } = await client.expect(200, old, 'GET', '/series?sort=-id&limit=3');
  assert.equal(items.length, 3);
};
