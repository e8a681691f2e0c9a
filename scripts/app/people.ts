import assert from 'node:assert/strict';
import type { BrowserContext } from 'playwright-core';

export type Role = 'guest' | 'user' | 'moderator' | 'admin';
export const roles: readonly Role[] = ['guest', 'user', 'moderator', 'admin'];

interface Credentials {
  readonly email: string;
  readonly password: string;
}

const password = 'a long walk through the rain';
const names: Readonly<Record<Exclude<Role, 'guest'>, string>> = {
  user: 'Nora Lindqvist',
  moderator: 'Samuel Okafor',
  admin: 'Mei Tanaka',
};

const send = async (url: string, method: string, body: object, headers: Record<string, string> = {}) => {
  const response = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  assert.ok(response.ok, `${method} ${url}: ${response.status} ${text}`);
  return JSON.parse(text || '{}') as Record<string, unknown>;
};

const logIn = (url: string, credentials: Credentials) =>
  send(`${url}/api/v1/auth/login`, 'POST', credentials);

/** The header with an access token of a role. */
export const authorizationOf = async (url: string, role: Role): Promise<Record<string, string>> => {
  const { accessToken } = await logIn(url, { email: `${role}@example.com`, password });
  return { authorization: `Bearer ${accessToken}` };
};

/** Creates an account of each role by HTTP. @param admin the first admin of the service at `url` */
export const createPeople = async (url: string, admin: Credentials): Promise<void> => {
  const { accessToken } = await logIn(url, admin);
  const authorization = { authorization: `Bearer ${accessToken}` };
  for (const [role, visibleName] of Object.entries(names)) {
    const email = `${role}@example.com`;
    const registered = await send(`${url}/api/v1/auth/register`, 'POST', { email, visibleName, password });
    if (role === 'user') continue;
    await send(`${url}/api/v1/users/${registered.id}`, 'PATCH', { role }, authorization);
  }
};

/** Gives a context of the browser the session of a role, as a sign-in on the page leaves it. */
export const signInAs = async (context: BrowserContext, url: string, role: Role): Promise<void> => {
  if (role === 'guest') return;
  const { accessToken, refreshToken } = await logIn(url, { email: `${role}@example.com`, password });
  await context.addCookies([
    { name: 'access_token', value: String(accessToken), url },
    { name: 'refresh_token', value: String(refreshToken), url: `${url}/api/v1/auth` },
  ]);
  await context.addInitScript("localStorage.setItem('signed-in', 'yes')");
};
