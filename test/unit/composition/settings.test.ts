import { expect } from 'chai';
import { settingNames } from '../../../src/composition/settings.js';
import { serviceId } from '../../../src/core/shared/service-name.js';
import { read, url, wrong } from './reading.js';

const durations = ['JWT__ACCESS_TTL', 'JWT__REFRESH_TTL', 'JWT__SESSION_TTL'] as const;

describe('the settings', () => {
  it('with nothing but a database: are the published defaults', () => {
    expect(read()).to.deep.equal({
      NODE_ENV: 'development',
      HOST: '127.0.0.1',
      PORT: 8000,
      PUBLIC_URL: 'http://127.0.0.1:8000',
      DB_URL: url,
      DATA_DIR: './data',
      DEMO: false,
      DB__POOL_MAX: 10,
      DB__STATEMENT_TIMEOUT_MS: 5000,
      DB__MIGRATE: true,
      REDIS__PORT: 6379,
      REDIS__DB: 0,
      REDIS__TLS: false,
      CACHE__TTL_SECONDS: 300,
      JWT__PRIVATE_KEY: './certs/private.pem',
      JWT__PUBLIC_KEY: './certs/public.pem',
      JWT__ALGORITHM: 'RS256',
      JWT__ACCEPTED_PUBLIC_KEYS: [],
      JWT__ISSUER: serviceId,
      JWT__AUDIENCE: serviceId,
      JWT__ACCESS_TTL: 900,
      JWT__REFRESH_TTL: 604_800,
      JWT__SESSION_TTL: 2_592_000,
      AUTH__PUBLIC_READS: true,
      AUTH__REGISTRATION: 'open',
      PASSWORD__MIN_LENGTH: 15,
      LIMITS__LOGIN_ACCOUNT: { max: 10, seconds: 900 },
      LIMITS__LOGIN_ADDRESS: { max: 100, seconds: 900 },
      LIMITS__LOGIN_SUCCESS: { max: 100, seconds: 3600 },
      LIMITS__REFRESH: { max: 300, seconds: 3600 },
      LIMITS__REGISTER: { max: 20, seconds: 3600 },
      LIMITS__FORGOT: { max: 5, seconds: 3600 },
      LIMITS__GUEST_SEARCH: { max: 300, seconds: 60 },
      LIMITS__EMAIL: { max: 3, seconds: 1800 },
      AUDIT__RETENTION_DAYS: 365,
      CATALOGUE__REQUIRE_IF_MATCH: false,
      CORS__ORIGINS: [],
      COOKIES__SECURE: false,
      TRUST_PROXY: [],
      SHUTDOWN__GRACE_SECONDS: 0,
      DOCS: true,
      LOG__LEVEL: 'info',
    });
  });

  it('in production: do not migrate, unless set', () => {
    expect(read({ NODE_ENV: 'production' }).DB__MIGRATE).to.equal(false);
    expect(read({ NODE_ENV: 'test' }).DB__MIGRATE).to.equal(true);
    expect(read({ NODE_ENV: 'production', DB__MIGRATE: 'true' }).DB__MIGRATE).to.equal(true);
  });

  it('in production: send cookies over TLS only, unless set otherwise', () => {
    expect(read({ NODE_ENV: 'production' }).COOKIES__SECURE).to.equal(true);
    expect(read({ NODE_ENV: 'production', COOKIES__SECURE: 'false' }).COOKIES__SECURE).to.equal(false);
  });

  it('with an empty value: are as without it, also for a list and a required one', () => {
    const empty = Object.fromEntries(
      settingNames.filter((name) => name !== 'DB_URL').map((name) => [name, '']),
    );
    expect(read({ ...empty, JWT__UNKNOWN: '' })).to.deep.equal(read());
    expect(wrong({ DB_URL: '', NODE_ENV: 'production' })).to.deep.equal(['DB_URL']);
  });

  it('with other names in the environment: ignore them', () => {
    const others = {
      PATH: '/bin',
      HOME: '/',
      REDIS_HOST: 'x',
      JWT: 'x',
      host: 'x',
      __proto__: 'x',
    };
    expect(read(others)).to.deep.equal(read());
  });

  it('with lists: split them at commas, with or without spaces', () => {
    const settings = read({
      CORS__ORIGINS: 'https://a.example, http://b.example:8080 ,https://c.example',
      TRUST_PROXY: 'loopback,10.0.0.0/8, 2001:db8::1',
      JWT__ACCEPTED_PUBLIC_KEYS: './a.pem, ./b.pem:ES256',
    });
    expect(settings.CORS__ORIGINS).to.deep.equal([
      'https://a.example',
      'http://b.example:8080',
      'https://c.example',
    ]);
    expect(settings.JWT__ACCEPTED_PUBLIC_KEYS).to.deep.equal(['./a.pem', './b.pem:ES256']);
    expect(settings.TRUST_PROXY).to.deep.equal(['loopback', '10.0.0.0/8', '2001:db8::1']);
  });

  it('with a duration: parse it to seconds, or reject it', () => {
    for (const name of durations) {
      for (const [text, seconds] of Object.entries({ '90s': 90, '15m': 900, '12h': 43_200, '7d': 604_800 }))
        expect(read({ [name]: text })[name]).to.equal(seconds);
      for (const text of ['0m', '15', 'm', '-1m', '1.5h', '15 m', '15M', '1w', '1h30m', '9999999s'])
        expect(wrong({ [name]: text }), text).to.deep.equal([name]);
    }
  });

  it('with a limit of guests that is off: accept that, for no other limit', () => {
    expect(read({ LIMITS__GUEST_SEARCH: 'off' }).LIMITS__GUEST_SEARCH).to.equal('off');
    expect(read({ LIMITS__GUEST_SEARCH: '7/1h' }).LIMITS__GUEST_SEARCH).to.deep.equal({
      max: 7,
      seconds: 3600,
    });
    expect(wrong({ LIMITS__FORGOT: 'off' })).to.deep.equal(['LIMITS__FORGOT']);
  });

  it('with a host and a port: derive the public URL, unless it is set', () => {
    for (const [env, expected] of [
      [{ HOST: 'api.test', PORT: '9000' }, 'http://api.test:9000'],
      [{ HOST: '::1' }, 'http://[::1]:8000'],
      [{ PORT: '9000', PUBLIC_URL: 'https://api.test' }, 'https://api.test'],
      [{ PUBLIC_URL: 'https://films.example:443' }, 'https://films.example'],
      [{ PUBLIC_URL: 'http://films.example:80' }, 'http://films.example'],
      [{ PUBLIC_URL: 'HTTPS://Films.Example:8443' }, 'https://films.example:8443'],
    ] as const)
      expect(read(env).PUBLIC_URL).to.equal(expected);
    const { CORS__ORIGINS } = read({ CORS__ORIGINS: 'https://App.Example:443,' });
    expect(CORS__ORIGINS).to.deep.equal(['https://app.example']);
  });

  it('with a host: take names and addresses, without the brackets of IPv6', () => {
    for (const [given, used] of Object.entries({
      media_redis_1: 'media_redis_1',
      'Redis.Example': 'Redis.Example',
      '[2001:db8::1]': '2001:db8::1',
      'fe80::1%eth0': 'fe80::1%eth0',
      '10.0.0.1': '10.0.0.1',
    }))
      expect(read({ REDIS__HOST: given, HOST: given })).to.include({ REDIS__HOST: used, HOST: used });
  });

  it('with the URL of a database: give the driver one that it understands', () => {
    const [cloud, socket] = ['postgres://ada:p%40ss@/media?host=', 'postgresql://ada@/media?host='];
    const raw = 'postgresql://ada:a:b!$^|é@db_1/media';
    const ipv6 = 'postgresql://ada:hunter2@[2001:db8::1]:5433/media';
    const compatible = 'postgresql://h/media?sslmode=require&uselibpqcompat=true';
    for (const [given, used] of [
      [`${socket}/run/postgresql`, `${socket}%2Frun%2Fpostgresql`],
      [`${cloud}/cloudsql/films:europe-west1:db`, `${cloud}%2Fcloudsql%2Ffilms%3Aeurope-west1%3Adb`],
      ['postgresql:///media?host=/tmp', 'postgresql:///media?host=%2Ftmp'],
      ['postgresql://%2Frun%2Fpostgresql/media', 'postgresql://%2Frun%2Fpostgresql/media'],
      ['PostgreSQL://ada:hunter2@DB.Example/media', 'postgresql://ada:hunter2@DB.Example/media'],
      ['postgresql+asyncpg://u:p@h:5432/d', 'postgresql://u:p@h:5432/d'],
      ['postgres://u:p@h/d', 'postgres://u:p@h/d'],
      [ipv6, ipv6],
      [raw, raw],
      ['postgresql://h/media?sslrootcert=system', 'postgresql://h/media?sslmode=verify-full'],
      ['postgresql://h/media?sslmode=require&sslrootcert=system', 'postgresql://h/media?sslmode=verify-full'],
      ['postgresql://h/media?sslmode=require', 'postgresql://h/media?sslmode=verify-full'],
      ['postgresql://h/media?sslmode=disable', 'postgresql://h/media?sslmode=disable'],
      [compatible, compatible],
      ['  postgresql://h/media\r\n', 'postgresql://h/media'],
    ] as const)
      expect(read({ DB_URL: given }).DB_URL).to.equal(used);
  });

  it('with a boolean: take the usual words for it', () => {
    const yes = ['TRUE', '1', 'yes', 'On', 'true'].map((given) => [given, true] as const);
    const no = ['FALSE', '0', 'no', 'off', ' false '].map((given) => [given, false] as const);
    for (const [given, used] of [...yes, ...no])
      expect(read({ DOCS: given, REDIS__TLS: given })).to.include({ DOCS: used, REDIS__TLS: used });
  });

  it('with spaces or a line end around a value: remove them, except the spaces of a password', () => {
    const settings = read({
      PORT: ' 9000\t',
      JWT__ACCESS_TTL: '15m\r',
      REDIS__PASSWORD: ' hunter2 \r\n',
    });
    expect(settings).to.include({ PORT: 9000, JWT__ACCESS_TTL: 900, REDIS__PASSWORD: ' hunter2 ' });
  });

  it('with the first admin: have email and password', () => {
    const admin = { ADMIN__EMAIL: 'root@example.com', ADMIN__PASSWORD: 'seven quiet violins' };
    expect(read(admin)).to.include(admin);
  });
});
