import type { Request } from 'express';
import type { Authenticate } from '../../core/identity/authenticate.js';
import type { AuthenticateKey } from '../../core/identity/authenticate-key.js';
import type { Principal } from '../../core/identity/principal.js';
import { DomainError } from '../../core/shared/errors.js';
import { networkOf } from '../../core/shared/network.js';
import { clientAddress } from './client-address.js';
import { requireSameSite } from './cross-site.js';
import { problems } from './problems.js';
import type { AnyRoute } from './route.js';
import type { TokenCookies } from './token-cookies.js';

export interface RequestAuthentication {
  readonly authenticate: Pick<Authenticate, 'run'>;
  readonly authenticateKey: Pick<AuthenticateKey, 'run'>;
  readonly cookies: TokenCookies;
  /** Origins whose pages may send unsafe requests authenticated by cookies: the service's own and the configured ones. */
  readonly trustedOrigins: readonly string[];
}

/** How every API key begins. An access token never does: it begins with a JSON object in base64. */
const keyPrefix = 'pdba_';

/**
 * Authenticates by the Authorization header, or else by the cookie. API keys are accepted in the header only. On routes open
 * to guests, an invalid cookie counts as none.
 */
export const authenticateRequest = async (
  request: Request,
  settings: RequestAuthentication,
  allowsGuests: boolean,
): Promise<Principal | undefined> => {
  const header = request.get('authorization');
  if (header !== undefined) {
    const [, token] = /^Bearer +([^\s]+) *$/i.exec(header) ?? [];
    if (token === undefined)
      throw new DomainError('token-invalid', 'The Authorization header contains no Bearer token.');
    return token.startsWith(keyPrefix)
      ? settings.authenticateKey.run(token, () => networkOf(clientAddress(request) ?? ''))
      : settings.authenticate.run(token);
  }
  const cookie = settings.cookies.read(request, 'access');
  if (cookie === undefined) return undefined;
  try {
    const caller = await settings.authenticate.run(cookie);
    if (isUnsafe(request)) requireSameSite(request, settings.trustedOrigins);
    return caller;
  } catch (error) {
    if (allowsGuests && error instanceof DomainError && problems[error.code].status === 401) return undefined;
    throw error;
  }
};

const isUnsafe = ({ method }: Request) => method !== 'GET' && method !== 'HEAD';

/** The cookies that the handler of a route receives. @throws DomainError `cross-site-request` */
export const tokenCookies = (
  request: Request,
  { input }: AnyRoute,
  { cookies, trustedOrigins }: RequestAuthentication,
) => {
  const [access, refresh] = [cookies.read(request, 'access'), cookies.read(request, 'refresh')];
  const challenge = input.challengeCookie && cookies.read(request, 'challenge');
  if ((input.refreshCookie && refresh !== undefined) || challenge !== undefined)
    requireSameSite(request, trustedOrigins);
  return {
    inUse: request.get('authorization') === undefined && (access !== undefined || refresh !== undefined),
    refresh: input.refreshCookie && refresh,
    challenge,
  };
};
