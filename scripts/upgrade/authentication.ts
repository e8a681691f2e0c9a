import assert from 'node:assert/strict';
import type { Instance } from '../history/instance.js';
import type { Client } from './client.js';
import { logIn, refresh, signUp } from './sessions.js';

/**
 * Fails unless a session that one release has started can be confirmed by this one, and its tokens, whichever release has
 * issued them, work with both.
 */
export const checkAuthentication = async (
  client: Client,
  old: Instance,
  current: Instance,
): Promise<void> => {
  const person = await signUp(client, old);
  const first = await logIn(client, old, person);
  const { items } = await client.expect(200, current, 'GET', '/auth/sessions', { token: first.accessToken });
  const [{ createdAt, authenticatedAt, amr }] = items;
  assert.deepEqual([authenticatedAt, amr], [createdAt, ['pwd']]);
  const { accessToken } = await client.expect(200, current, 'POST', '/auth/confirm', {
    token: first.accessToken,
    body: { password: person.password },
  });
  await client.expect(200, old, 'GET', '/users/me', { token: accessToken });
  const { accessToken: last } = await refresh(client, current, await refresh(client, old, first));
  await client.expect(200, old, 'GET', '/users/me', { token: last });
  // Without the password: the refresh by the old release has kept the time of the confirmation.
  await client.expect(204, current, 'DELETE', '/users/me', { token: last });
};
