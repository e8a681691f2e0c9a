import { type ClientOptions, createClient, type Tokens } from '../../../clients/typescript/src/index.js';
import type { TestService } from '../../support/service.js';
import { sharedStore } from '../../support/shared-store.js';

/** What a client sends, as `POST /api/v1/auth/refresh`, and the statuses that it gets. */
export interface Traffic {
  readonly sent: string[];
  readonly statuses: number[];
}

/** Returns a client of the service. Every response is checked against the OpenAPI document, and counted in `traffic`. */
export const clientOf = (
  service: TestService,
  options: ClientOptions = {},
  traffic: Traffic = { sent: [], statuses: [] },
) => {
  const { fetch = globalThis.fetch } = options;
  const watched = async (request: Request) => {
    const { method, url } = request;
    const { pathname } = new URL(url);
    traffic.sent.push(`${method} ${pathname}`);
    const response = await fetch(request);
    const { status, headers } = response;
    traffic.statuses.push(status);
    await service.checkResponse(method, pathname, { status, headers, text: await response.clone().text() });
    return response;
  };
  return { client: createClient({ baseUrl: service.url, ...options, fetch: watched }), traffic };
};

/** The tokens of a session, for a client to start with. */
export const tokensOf = ({ token, refreshToken }: { token: string; refreshToken: string }): Tokens => ({
  accessToken: token,
  refreshToken,
});

/** Returns a client that is signed in to a new moderator's account. */
export const moderatorOf = async (service: TestService, options: ClientOptions = {}) => {
  const moderator = await service.user({ role: 'moderator' });
  return clientOf(service, { tokens: sharedStore(tokensOf(service.signedIn(moderator))), ...options });
};

export const refreshes = ({ sent }: Traffic): number =>
  sent.filter((one) => one === 'POST /api/v1/auth/refresh').length;
