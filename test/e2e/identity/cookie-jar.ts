import type { CallResult, TestService } from '../../support/service.js';
import { type Person, password, personWithPassword, signedIn } from './people.js';

/** The cookies that a response sets: value, Max-Age, and the other attributes except Expires. */
export const setCookies = ({ headers }: Pick<CallResult, 'headers'>) =>
  Object.fromEntries(
    headers.getSetCookie().map((line) => {
      const [pair = '', ...attributes] = line.split('; ');
      const [name = '', value = ''] = pair.split(/=(.*)/s);
      const kept = attributes.filter((attribute) => !/^(Expires|Max-Age)=/.test(attribute)).sort();
      const maxAge = Number(/Max-Age=(-?\d+)/.exec(line)?.[1]);
      return [name, { value, maxAge, attributes: kept.join('; ') }] as const;
    }),
  );

/** The values of the cookies that a response sets: empty where it removes them. */
export const cookieValues = (response: Pick<CallResult, 'headers'>) =>
  Object.values(setCookies(response)).map(({ value }) => value);

/** The Cookie header with those cookies. */
export const cookieHeader = (cookies: Readonly<Record<string, string | undefined>>) =>
  Object.entries(cookies)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${value}`)
    .join('; ');

/** The headers of a request from a page of the service. */
export const fromOurPage = (cookie: string) => ({ cookie, 'sec-fetch-site': 'same-origin' });

/** Logs in with the cookie transport, to a new account or to `email`. Returns the cookies that a browser then has. */
export const logInByCookie = async (
  service: TestService,
  email?: string,
  headers: Record<string, string> = {},
) => {
  const who = email ?? (await personWithPassword(service)).email;
  const body = { email: who, password, transport: 'cookie' };
  const response = await service.call('POST', '/api/v1/auth/login', { body, headers });
  const [access = '', refresh = ''] = cookieValues(response);
  const cookies = Object.entries(setCookies(response)).map(([name, { value }]) => [name, value]);
  return { email: who, response, access, refresh, cookie: cookieHeader(Object.fromEntries(cookies)) };
};

/** The cookies of the session, or of a new account's session, created without a login. */
export const cookiesOf = async (service: TestService, person?: Person, prefix = '') => {
  const signedInPerson = person ?? (await signedIn(service));
  const { token: access, refreshToken: refresh } = signedInPerson;
  const cookie = `${prefix}access_token=${access}; ${prefix}refresh_token=${refresh}`;
  return { person: signedInPerson, access, refresh, cookie };
};
