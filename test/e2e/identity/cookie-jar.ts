import type { CallResult, TestService } from '../../support/service.js';
import { register } from './people.js';

/** What an answer sets: each cookie's value, and its attributes but those of time. */
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

/** The header by which a browser sends cookies along. */
export const cookieHeader = (cookies: Readonly<Record<string, string | undefined>>) =>
  Object.entries(cookies)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${value}`)
    .join('; ');

/** As a browser sends it from a page of ours. */
export const fromOurPage = (cookie: string) => ({ cookie, 'sec-fetch-site': 'same-origin' });

export const password = 'seven quiet violins';

/** A sign-in with the cookie transport, by somebody new or by `email`, and what a browser has after it. */
export const logInByCookie = async (
  service: TestService,
  email?: string,
  headers: Record<string, string> = {},
) => {
  const who = email ?? (await register(service)).body.email;
  const answer = await service.call('POST', '/api/v1/auth/login', {
    body: { email: who, password, transport: 'cookie' },
    headers,
  });
  const values = Object.values(setCookies(answer)).map(({ value }) => value);
  const [access = '', refresh = ''] = values;
  const names = Object.keys(setCookies(answer));
  return {
    email: who as string,
    answer,
    access,
    refresh,
    cookie: cookieHeader(Object.fromEntries(names.map((name, i) => [name, values[i]]))),
  };
};
