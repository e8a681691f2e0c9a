import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import express from 'express';
import Joi from 'joi';
import { errorHandler } from '../../../src/adapters/http/error-handler.js';
import { mountRoutes, type RouteSettings } from '../../../src/adapters/http/mount-routes.js';
import { openApiDocument } from '../../../src/adapters/http/openapi.js';
import { route } from '../../../src/adapters/http/route.js';
import { TokenCookies } from '../../../src/adapters/http/token-cookies.js';
import type { Caller } from '../../../src/core/identity/authenticate.js';
import { requireRecent } from '../../../src/core/identity/authentication.js';
import { permissionTable } from '../../../src/core/identity/permissions.js';
import { silentLog } from '../../support/silent-log.js';

const now = new Date('2026-11-22T12:00:00.000Z');
const permissions = permissionTable({ publicReads: true });

const common = {
  method: 'post',
  tag: 'auth',
  summary: 'Do it',
  input: { body: Joi.object({ name: Joi.string().required() }).example({ name: 'x' }) },
  output: { 204: { description: 'Done.' } },
  errors: [],
  recent: '5m',
  handle: async () => ({ status: 204 }),
} as const;
const own = route({ ...common, permission: 'account:own', path: '/own', operationId: 'doOwn' });
const open = route({ ...common, permission: 'everybody', path: '/open', operationId: 'doOpen' });

describe('a route that requires recent authentication', () => {
  const closing: (() => void)[] = [];
  afterEach(() => {
    for (const close of closing.splice(0)) close();
  });

  /** Sends a request of a user who proved who they are some seconds ago; undefined: of a guest. */
  const call = async (path: string, seconds: number | undefined, body: unknown = { name: 'x' }) => {
    const caller: Caller = {
      userId: 7,
      sessionId: 'session-1',
      role: 'user',
      authTime: now.getTime() / 1000 - (seconds ?? 0),
      amr: ['pwd'],
    };
    const app = express();
    const settings = {
      permissions,
      cookies: new TokenCookies(false),
      authenticate: {
        run: async () => caller,
        requireRecent: (one: Caller, maxAge: number) => requireRecent(one, maxAge, now),
      },
      requiredFactor: { check: () => {} },
    } as unknown as RouteSettings;
    mountRoutes(app, [own, open], settings);
    app.use(errorHandler('http://service.test', silentLog));
    const server = app.listen(0, '127.0.0.1');
    closing.push(() => server.close());
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    return fetch(`http://127.0.0.1:${port}${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(seconds !== undefined && { authorization: 'Bearer token' }),
      },
      body: JSON.stringify(body),
    });
  };

  it('ASVS 7.5.1, with an authentication within its time: is handled', async () => {
    for (const seconds of [0, 300]) expect((await call('/own', seconds)).status).to.equal(204);
  });

  it('RFC 9470 section 3, with an earlier one: returns 401 with a challenge, before the body is read', async () => {
    const response = await call('/own', 301, 'no object');
    const { code, detail, maxAge, acrValues } = (await response.json()) as Record<string, string>;
    expect([response.status, code, maxAge, acrValues]).to.deep.equal([
      401,
      'recent-authentication-required',
      300,
      'aal1',
    ]);
    expect(response.headers.get('www-authenticate')).to.equal(
      `Bearer realm="api", error="insufficient_user_authentication", error_description="${detail}", max_age=300, acr_values="aal1"`,
    );
  });

  it('of a guest: returns 401 without an error in the challenge, also if guests have the permission', async () => {
    for (const path of ['/own', '/open']) {
      const response = await call(path, undefined);
      expect([response.status, response.headers.get('www-authenticate')]).to.deep.equal([
        401,
        'Bearer realm="api"',
      ]);
    }
  });

  it('in the OpenAPI document: has the seconds as x-recent, and the error', () => {
    const document = openApiDocument([own], permissions, 'access_token');
    const { post } = (document.paths as Record<string, { post: Record<string, never> }>)['/own'] ?? {};
    expect(post?.['x-recent']).to.equal(300);
    expect(JSON.stringify(post?.responses?.[401])).to.contain('recent-authentication-required');
  });
});
