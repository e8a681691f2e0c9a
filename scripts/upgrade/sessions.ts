import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Instance } from '../history/instance.js';
import type { Client } from './client.js';

export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
}

export interface Person {
  readonly id: number;
  readonly email: string;
  readonly password: string;
}

const me = '/users/me';
/** Milliseconds after which an instance rejects access tokens that another one has revoked (docs/signing-in.md). */
const revokedEverywhereAfter = 1_000;

export const signUp = async (client: Client, instance: Instance): Promise<Person> => {
  const name = `person-${randomUUID().slice(0, 20)}`;
  const account = {
    email: `${name}@example.com`,
    visibleName: name,
    password: `seven quiet violins ${randomUUID()}`,
  };
  const { id } = await client.expect(201, instance, 'POST', '/auth/register', { body: account });
  return { id, email: account.email, password: account.password };
};

export const logIn = (
  client: Client,
  instance: Instance,
  { email, password }: Omit<Person, 'id'>,
): Promise<Tokens> => client.expect(200, instance, 'POST', '/auth/login', { body: { email, password } });

export const refresh = (client: Client, instance: Instance, { refreshToken }: Tokens): Promise<Tokens> =>
  client.expect(200, instance, 'POST', '/auth/refresh', { body: { refreshToken } });

/**
 * Signs a user up through `one`. Checks that both instances accept the tokens of a session, whichever of them refreshed
 * it. Then ends sessions through `one`: both must reject their refresh tokens at once. Their access tokens must be
 * rejected by `one` at once, and by `other` after a second.
 * @throws AssertionError
 */
export const checkSessions = async (client: Client, one: Instance, other: Instance, adminToken: string) => {
  const person = await signUp(client, one);
  const whoAmI = (status: number, instance: Instance, { accessToken }: Tokens) =>
    client.expect(status, instance, 'GET', me, { token: accessToken });

  const expectRevoked = async (tokens: Tokens) => {
    await whoAmI(401, one, tokens);
    for (const instance of [one, other])
      await client.expect(401, instance, 'POST', '/auth/refresh', {
        body: { refreshToken: tokens.refreshToken },
      });
    await sleep(revokedEverywhereAfter);
    await whoAmI(401, other, tokens);
  };

  let tokens = await logIn(client, one, person);
  await whoAmI(200, other, tokens);
  for (const instance of [other, one, other]) {
    tokens = await refresh(client, instance, tokens);
    for (const each of [one, other]) await whoAmI(200, each, tokens);
  }

  await client.expect(204, one, 'POST', '/auth/logout', { body: { refreshToken: tokens.refreshToken } });
  await expectRevoked(tokens);

  const [kept, ended] = [await logIn(client, other, person), await logIn(client, one, person)];
  const newPassword = `${person.password} and a trumpet`;
  await client.expect(204, one, 'PUT', `${me}/password`, {
    token: kept.accessToken,
    body: { currentPassword: person.password, newPassword },
  });
  await expectRevoked(ended);
  await client.expect(401, other, 'POST', '/auth/login', {
    body: { email: person.email, password: person.password },
  });
  const last = await logIn(client, other, { ...person, password: newPassword });

  await client.expect(200, one, 'PATCH', `/users/${person.id}`, {
    token: adminToken,
    body: { active: false },
  });
  await expectRevoked(last);
};
