import { expect } from 'chai';
import { ids } from '../../../src/composition/service-ids.js';
import { useOwnService, useService } from '../../support/service.js';
import { cookieHeader, cookieValues, fromOurPage, logInByCookie, setCookies } from './cookie-jar.js';
import { databaseOf, logIn, me, outcomeOf, partOf, password, register } from './people.js';

const sessions = '/api/v1/auth/sessions';
const [login, refresh, logout] = ['/api/v1/auth/login', '/api/v1/auth/refresh', '/api/v1/auth/logout'];
const sidOf = (accessToken: string): string => partOf(accessToken, 1).sid;
const removed = ['', ''];

for (const secure of [true, false]) {
  describe(`cookies with tokens, COOKIES__SECURE=${secure}:`, () => {
    const service = useService({ COOKIES__SECURE: String(secure) });
    const prefix = secure ? '__Host-' : '';
    const [accessName, refreshName] = [`${prefix}access_token`, `${prefix}refresh_token`];
    const attributes = (rest: string) => `HttpOnly; ${rest}${secure ? '; Secure' : ''}`;
    const expected = {
      [accessName]: attributes('Path=/; SameSite=Lax'),
      [refreshName]: attributes(`Path=${secure ? '/' : '/api/v1/auth'}; SameSite=Strict`),
    };
    const attributesOf = (cookies: ReturnType<typeof setCookies>) =>
      Object.fromEntries(Object.entries(cookies).map(([name, { attributes }]) => [name, attributes]));
    const post = (path: string, cookie: string) =>
      service().call('POST', path, { headers: fromOurPage(cookie) });

    it('ASVS 3.3.1/.3/.4 a login and a refresh: set both with their attributes, without a token in the body', async () => {
      const { answer, access, refresh: token, cookie } = await logInByCookie(service());
      const renewed = await post(refresh, cookie);
      for (const response of [answer, renewed]) {
        const cookies = setCookies(response);
        expect(attributesOf(cookies)).to.deep.equal(expected);
        expect(cookies[accessName]?.maxAge).to.equal(900);
        expect(cookies[refreshName]?.maxAge).to.be.within(604_790, 604_800);
        expect(response.body).to.have.all.keys('tokenType', 'expiresIn', 'refreshExpiresIn', 'user');
        for (const value of cookieValues(response)) expect(response.text).to.not.include(value);
      }
      expect(cookieValues(renewed)).to.not.include(access).and.to.not.include(token);
      const headers = { cookie: cookieHeader({ [accessName]: cookieValues(renewed)[0] }) };
      expect((await service().call('GET', me, { headers })).status).to.equal(200);
    });

    it('ASVS 3.3.1/.3/.4 a logout: removes both, with the attributes they were set with', async () => {
      const { cookie } = await logInByCookie(service());
      const response = await post(logout, cookie);
      expect([response.status, attributesOf(setCookies(response))]).to.deep.equal([204, expected]);
      for (const { value, maxAge } of Object.values(setCookies(response)))
        expect({ value, maxAge }).to.deep.equal({ value: '', maxAge: 0 });
      expect((await service().call('GET', me, { headers: { cookie } })).body.code).to.equal('session-ended');
    });

    it('the names with the other value of the setting: do not count, and are not documented', async () => {
      const { access, refresh: token } = await logInByCookie(service());
      const other = secure ? '' : '__Host-';
      const cookie = `${other}access_token=${access}; ${other}refresh_token=${token}`;
      for (const response of [
        await service().call('GET', me, { headers: { cookie } }),
        await post(refresh, cookie),
      ])
        expect(response.body.code).to.equal('unauthenticated');
      const { body } = await service().call('GET', '/openapi.json');
      expect(body.components.securitySchemes.cookie).to.include({ in: 'cookie', name: accessName });
    });
  });
}

describe('sessions by cookie:', () => {
  let now = 0;
  const service = useOwnService({}, { clock: { now: () => new Date(Date.now() + now) } });
  afterEach(() => {
    now = 0;
  });
  const call = (method: string, path: string, headers: Record<string, string>, body?: object) =>
    service().call(method, path, { headers, body });
  const codeOf = async (cookie: string) => (await call('GET', me, { cookie })).body.code ?? 'in';

  it('a login with transport body, or without one: sets no cookie', async () => {
    const { body: user } = await register(service());
    for (const transport of ['body', undefined]) {
      const response = await call('POST', login, {}, { email: user.email, password, transport });
      expect(response.body).to.include.keys('accessToken', 'refreshToken');
      expect(setCookies(response)).to.deep.equal({});
    }
  });

  it('ASVS 7.2.4 a login over another session: has a new jti and sid, and ends the session of the sent cookie', async () => {
    const first = await logInByCookie(service());
    for (const email of [first.email, undefined]) {
      const before = await logInByCookie(service(), first.email);
      const after = await logInByCookie(service(), email, fromOurPage(before.cookie));
      for (const name of ['jti', 'sid'])
        expect(partOf(after.access, 1)[name]).to.not.equal(partOf(before.access, 1)[name]);
      expect([await codeOf(before.cookie), await codeOf(after.cookie)]).to.deep.equal([
        'session-ended',
        'in',
      ]);
      expect((await call('POST', refresh, fromOurPage(before.cookie))).body.code).to.equal('session-ended');
    }
    expect(await codeOf(first.cookie)).to.equal('in');
  });

  it('a login that fails, or asks for transport body: ends no session', async () => {
    const { email, cookie } = await logInByCookie(service());
    for (const body of [
      { email, password: 'seven loud violins', transport: 'cookie' },
      { email, password, transport: 'body' },
    ])
      await call('POST', login, fromOurPage(cookie), body);
    expect(await codeOf(cookie)).to.equal('in');
  });

  it('a login with the cookie of an ended session, or with an invalid one: succeeds', async () => {
    const { email, cookie } = await logInByCookie(service());
    await call('POST', logout, fromOurPage(cookie));
    for (const given of [cookie, 'refresh_token=x', 'refresh_token=; access_token=x'])
      expect((await logInByCookie(service(), email, fromOurPage(given))).answer.status).to.equal(200);
  });

  it('the end of the current session, by its id or with all others: removes the cookies; of another: does not', async () => {
    const first = await logInByCookie(service());
    const other = sidOf((await logIn(service(), first.email)).body.accessToken);
    const end = (id: string, cookie: string) => call('DELETE', `${sessions}${id}`, fromOurPage(cookie));
    expect(setCookies(await end(`/${other}`, first.cookie))).to.deep.equal({});
    const own = await end(`/${sidOf(first.access).toUpperCase()}`, first.cookie);
    expect([own.status, cookieValues(own)]).to.deep.equal([204, removed]);
    const second = await logInByCookie(service(), first.email);
    expect(cookieValues(await end('', second.cookie))).to.deep.equal(removed);
    expect(await codeOf(second.cookie)).to.equal('session-ended');
    const third = await logInByCookie(service());
    const response = await call('DELETE', me, fromOurPage(third.cookie), { currentPassword: password });
    expect([response.status, cookieValues(response)]).to.deep.equal([204, removed]);
  });

  it('a refresh, whatever access cookie comes with it: sets new cookies', async () => {
    const { access, refresh: first } = await logInByCookie(service());
    let token = first;
    for (const beside of ['x', '', undefined, access]) {
      if (beside === access) now = 901_000;
      const cookie = cookieHeader({ access_token: beside, refresh_token: token });
      const response = await call('POST', refresh, fromOurPage(cookie));
      expect(response.status, beside).to.equal(200);
      token = setCookies(response).refresh_token?.value ?? '';
    }
  });

  it('ASVS 9.2.2 a refresh with an invalid cookie: returns 401 with the reason and sets none', async () => {
    const { cookie, access } = await logInByCookie(service());
    await call('POST', logout, fromOurPage(cookie));
    for (const [given, code] of [
      [cookie, 'session-ended'],
      [`refresh_token=${access}`, 'token-invalid'],
      ['refresh_token=x', 'token-invalid'],
      ['refresh_token=', 'token-invalid'],
      ['other=x', 'unauthenticated'],
    ] as const) {
      const response = await call('POST', refresh, fromOurPage(given));
      expect([given, ...outcomeOf(response)]).to.deep.equal([given, 401, code]);
      expect(setCookies(response)).to.deep.equal({});
    }
  });

  it('a refresh or a logout with a token in the body: is about that one, not about the cookies sent with it', async () => {
    const { cookie, email } = await logInByCookie(service());
    const { accessToken, refreshToken } = (await logIn(service(), email)).body;
    const refreshed = await call('POST', refresh, fromOurPage(cookie), { refreshToken });
    expect(sidOf(refreshed.body.accessToken)).to.equal(sidOf(accessToken));
    const body = { refreshToken: refreshed.body.refreshToken };
    const ended = await call('POST', logout, fromOurPage(cookie), body);
    for (const response of [refreshed, ended]) expect(setCookies(response)).to.deep.equal({});
    expect((await service().call('GET', me, { token: accessToken })).body.code).to.equal('session-ended');
    expect(await codeOf(cookie)).to.equal('in');
  });

  it('ASVS 7.4.1 a logout with any of the cookies: ends the session; again: only removes the cookies', async () => {
    for (const given of [
      (one: { cookie: string }) => one.cookie,
      ({ access }: { access: string }) => `access_token=${access}`,
      (one: { refresh: string }) => `refresh_token=${one.refresh}`,
      (one: { refresh: string }) => `access_token=x; refresh_token=${one.refresh}`,
    ]) {
      const one = await logInByCookie(service());
      for (const _ of [1, 2]) {
        const response = await call('POST', logout, fromOurPage(given(one)));
        expect([response.status, cookieValues(response)]).to.deep.equal([204, removed]);
        expect(await codeOf(one.cookie)).to.equal('session-ended');
        expect((await call('POST', refresh, fromOurPage(one.cookie))).body.code).to.equal('session-ended');
      }
    }
  });

  it('a logout without any token, or with an invalid one in the body: returns 401', async () => {
    expect(outcomeOf(await call('POST', logout, {}))).to.deep.equal([401, 'unauthenticated']);
    const invalid = await call('POST', logout, {}, { refreshToken: 'x' });
    expect(outcomeOf(invalid)).to.deep.equal([401, 'token-invalid']);
  });

  const publicReads = ['/api/v1/movies', '/api/v1/permissions', '/.well-known/jwks.json', '/health/live'];

  it('a Bearer token and a cookie of two accounts: the token counts, and no cookie is removed', async () => {
    const [byCookie, other] = [await logInByCookie(service()), await logInByCookie(service())];
    const { accessToken, user } = (await logIn(service(), other.email)).body;
    const headers = { cookie: byCookie.cookie, authorization: `Bearer ${accessToken}` };
    expect((await call('GET', me, headers)).body.id).to.equal(user.id);
    // No cookie authenticates it, so it may come from any site.
    const fromElsewhere = { ...headers, 'sec-fetch-site': 'cross-site' };
    expect((await call('PATCH', me, fromElsewhere, { visibleName: 'By header' })).body.id).to.equal(user.id);
    const ended = await call('DELETE', `${sessions}/${sidOf(accessToken)}`, headers);
    expect([ended.status, setCookies(ended)]).to.deep.equal([204, {}]);
    expect(await codeOf(byCookie.cookie)).to.equal('in');
  });

  it('an invalid Authorization header and a valid cookie: returns 401 everywhere', async () => {
    const { cookie, access } = await logInByCookie(service());
    for (const authorization of ['Bearer x', `Basic ${access}`, 'Bearer', '']) {
      const headers = { ...fromOurPage(cookie), authorization };
      for (const path of [me, ...publicReads])
        expect(outcomeOf(await call('GET', path, headers)), path).to.deep.equal([401, 'token-invalid']);
      for (const path of [refresh, logout]) expect((await call('POST', path, headers)).status).to.equal(401);
    }
    expect(await codeOf(cookie)).to.equal('in');
  });

  /** Access cookies that authenticate nobody, and the code of a route that needs an account. */
  const invalid: [what: string, code: string, make: () => Promise<string>][] = [
    ['with text', 'token-invalid', async () => 'access_token=x'],
    ['without a value', 'token-invalid', async () => 'access_token='],
    ['of 8000 characters', 'token-invalid', async () => `access_token=${'x'.repeat(8000)}`],
    ['with invalid percent-encoding', 'token-invalid', async () => 'access_token=%E0%A4%A'],
    [
      'before a valid one',
      'token-invalid',
      async () => `access_token=x; ${(await logInByCookie(service())).cookie}`,
    ],
    [
      'ASVS 9.2.2 with a refresh token',
      'token-invalid',
      async () => `access_token=${(await logInByCookie(service())).refresh}`,
    ],
    ['in another case', 'unauthenticated', async () => (await logInByCookie(service())).cookie.toUpperCase()],
    ['named as every object has it', 'unauthenticated', async () => '__proto__=x; constructor=y; toString'],
    [
      'ASVS 7.4.1 of an ended session',
      'session-ended',
      async () => {
        const { cookie } = await logInByCookie(service());
        await call('POST', logout, fromOurPage(cookie));
        return cookie;
      },
    ],
    [
      'ASVS 9.2.1 past its life',
      'token-expired',
      async () => {
        const { access } = await logInByCookie(service());
        now = 900_000;
        return `access_token=${access}`;
      },
    ],
  ];
  for (const [what, code, make] of invalid) {
    it(`an access cookie ${what}: is a guest on public reads; elsewhere returns 401 ${code}`, async () => {
      const headers = fromOurPage(await make());
      for (const path of publicReads) expect((await call('GET', path, headers)).status, path).to.equal(200);
      for (const response of [
        await call('GET', me, headers),
        await call('PATCH', me, headers, { visibleName: 'Anew' }),
        await call('POST', '/api/v1/movies', headers, {}),
      ])
        expect(outcomeOf(response)).to.deep.equal([401, code]);
      expect((await call('DELETE', sessions, headers)).status).to.equal(401);
    });
  }
});

describe('cookies planted by another subdomain, or set by an earlier release:', () => {
  const service = useService({ COOKIES__SECURE: 'true' });
  const [access, current, earlier] = [
    '__Host-access_token',
    '__Host-refresh_token',
    '__Secure-refresh_token',
  ];
  const call = (method: string, path: string, cookie: string, body?: object) =>
    service().call(method, path, { headers: fromOurPage(cookie), body });

  /** A login by cookie, with a refresh token in the format of earlier releases. */
  const logInEarlier = async (email?: string) => {
    const person = await logInByCookie(service(), email);
    const tokens = service().service.container.get(ids.Sessions).refreshTokens;
    const token = tokens.random();
    const row = { hash: tokens.hash(token), session_id: sidOf(person.access) };
    await databaseOf(service())('refresh_tokens').insert(row);
    return { ...person, refresh: token };
  };

  it('the refresh cookie of an earlier release: is exchanged for a current one and removed', async () => {
    const { access: token, refresh: value } = await logInEarlier();
    const response = await call('POST', refresh, `${earlier}=${value}`);
    expect(response.status).to.equal(200);
    const cookies = setCookies(response);
    expect(Object.keys(cookies)).to.have.members([access, current, earlier]);
    const attributes = 'HttpOnly; Path=/api/v1/auth; SameSite=Strict; Secure';
    expect(cookies[earlier]).to.deep.equal({ value: '', maxAge: 0, attributes });
    expect(sidOf(cookies[access]?.value ?? '')).to.equal(sidOf(token));
    expect((await call('POST', refresh, `${current}=${cookies[current]?.value}`)).status).to.equal(200);
  });

  it('the refresh cookie of an earlier release, at a logout and a login: ends its session and is removed', async () => {
    const one = await logInEarlier();
    const ended = await call('POST', logout, `${earlier}=${one.refresh}`);
    const two = await logInEarlier(one.email);
    const { answer } = await logInByCookie(service(), one.email, fromOurPage(`${earlier}=${two.refresh}`));
    for (const response of [ended, answer]) expect(setCookies(response)[earlier]).to.include({ value: '' });
    for (const { cookie } of [one, two])
      expect((await call('GET', me, cookie)).body.code).to.equal('session-ended');
  });

  it('ASVS 3.3.3 a cookie planted under the earlier name: does not count, and is removed', async () => {
    const [mine, planted] = [await logInByCookie(service()), await logInByCookie(service())];
    const beside = `${earlier}=${planted.refresh}; ${earlier}=x; ${current}=${mine.refresh}`;
    const response = await call('POST', refresh, beside);
    expect(response.status).to.equal(200);
    expect(sidOf(setCookies(response)[access]?.value ?? '')).to.equal(sidOf(mine.access));
    expect(setCookies(response)[earlier]).to.include({ value: '', maxAge: 0 });
    const alone = await call('POST', refresh, `${earlier}=${planted.refresh}`);
    expect(alone.body.code).to.equal('unauthenticated');
  });

  for (const [name, start] of [
    [current, () => logInByCookie(service())],
    [earlier, () => logInEarlier()],
  ] as const)
    it(`ASVS 3.3.3 two cookies named ${name}, in any order: reject a refresh and change nothing`, async () => {
      const [mine, planted] = [(await start()).refresh, (await start()).refresh];
      for (const [one, other] of [
        [mine, planted],
        [planted, mine],
        [mine, mine],
        [mine, ''],
        ['', mine],
      ]) {
        const response = await call('POST', refresh, `${name}=${one}; ${name}=${other}`);
        expect(outcomeOf(response)).to.deep.equal([401, 'token-invalid']);
        expect(setCookies(response)).to.deep.equal({});
      }
      for (const value of [mine, planted])
        expect((await call('POST', refresh, `${name}=${value}`)).status).to.equal(200);
    });

  it('ASVS 3.3.3 two refresh cookies: at a login end no session; at a logout are removed', async () => {
    const { email, refresh: value, cookie } = await logInByCookie(service());
    const twice = `${current}=${value}; ${current}=x`;
    expect((await logInByCookie(service(), email, fromOurPage(twice))).answer.status).to.equal(200);
    const ended = await call('POST', logout, twice);
    expect([ended.status, setCookies(ended)[current]?.value]).to.deep.equal([204, '']);
    expect((await call('GET', me, cookie)).status).to.equal(200);
  });

  it('ASVS 3.3.3 two access cookies, in any order: are an invalid token, and a guest on public reads', async () => {
    const { access: token } = await logInByCookie(service());
    for (const cookie of [
      `${access}=${token}; ${access}=x`,
      `${access}=x; ${access}=${token}`,
      `${access}=${token};${access}\t=${token}`,
    ]) {
      const body = { visibleName: 'Anew' };
      for (const response of [await call('GET', me, cookie), await call('PATCH', me, cookie, body)])
        expect(outcomeOf(response)).to.deep.equal([401, 'token-invalid']);
      expect((await call('GET', '/api/v1/movies', cookie)).status).to.equal(200);
    }
  });

  it('ASVS 3.3.3 a name with a no-break space, which browsers do not protect: is another name', async () => {
    const { refresh: value, cookie } = await logInByCookie(service());
    const foreign = `\xa0${current}=${value}`;
    expect(outcomeOf(await call('POST', refresh, foreign))).to.deep.equal([401, 'unauthenticated']);
    expect((await call('POST', refresh, `${foreign}; ${cookie}`)).status).to.equal(200);
  });

  it('a refresh cookie, which the browser sends with every request: counts for login, refresh and logout only', async () => {
    const { refresh: value } = await logInByCookie(service());
    const cookie = `${current}=${value}`;
    for (const [method, path, body] of [
      ['GET', me],
      ['PATCH', me, { visibleName: 'Anew' }],
      ['DELETE', me, { currentPassword: 'x' }],
      ['DELETE', sessions],
      ['POST', '/api/v1/movies', {}],
    ] as const)
      expect(outcomeOf(await call(method, path, cookie, body)), path).to.deep.equal([401, 'unauthenticated']);
    for (const path of ['/api/v1/movies', '/health/ready', '/openapi.json', '/docs', '/account/reset'])
      expect((await call('GET', path, cookie)).status, path).to.equal(200);
    expect((await call('POST', refresh, cookie)).status).to.equal(200);
    expect(JSON.stringify(service().log)).to.not.include(value);
  });
});
