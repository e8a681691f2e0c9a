import { expect } from 'chai';
import { settingNames } from '../../../src/composition/settings.js';
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
      JWT__ISSUER: 'project-db-auth',
      JWT__AUDIENCE: 'project-db-auth',
      JWT__ACCESS_TTL: 900,
      JWT__REFRESH_TTL: 604_800,
      JWT__SESSION_TTL: 2_592_000,
      AUTH__PUBLIC_READS: true,
      AUTH__REGISTRATION: 'open',
      PASSWORD__MIN_LENGTH: 15,
      LIMITS__LOGIN_ACCOUNT: { most: 10, seconds: 900 },
      LIMITS__LOGIN_ADDRESS: { most: 100, seconds: 900 },
      LIMITS__LOGIN_SUCCESS: { most: 100, seconds: 3600 },
      LIMITS__REFRESH: { most: 300, seconds: 3600 },
      LIMITS__REGISTER: { most: 20, seconds: 3600 },
      LIMITS__FORGOT: { most: 5, seconds: 3600 },
      LIMITS__GUEST_SEARCH: { most: 300, seconds: 60 },
      LIMITS__EMAIL: { most: 3, seconds: 1800 },
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

  it('in production: do not migrate, unless they say so', () => {
    expect(read({ NODE_ENV: 'production' }).DB__MIGRATE).to.equal(false);
    expect(read({ NODE_ENV: 'test' }).DB__MIGRATE).to.equal(true);
    expect(read({ NODE_ENV: 'production', DB__MIGRATE: 'true' }).DB__MIGRATE).to.equal(true);
  });

  it('in production: send cookies over TLS only, unless they say otherwise', () => {
    expect(read({ NODE_ENV: 'production' }).COOKIES__SECURE).to.equal(true);
    expect(read({ NODE_ENV: 'production', COOKIES__SECURE: 'false' }).COOKIES__SECURE).to.equal(false);
  });

  it('with an empty value: are as without it, for a list and a required one too', () => {
    const empty = Object.fromEntries(
      settingNames.filter((name) => name !== 'DB_URL').map((name) => [name, '']),
    );
    expect(read({ ...empty, JWT__UNKNOWN: '' })).to.deep.equal(read());
    expect(wrong({ DB_URL: '', NODE_ENV: 'production' })).to.deep.equal(['DB_URL']);
  });

  it('with what belongs to others in the environment: leave it alone', () => {
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

  it('with lists: take them apart at commas, spaces around them or not', () => {
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

  for (const [text, seconds] of Object.entries({ '90s': 90, '15m': 900, '12h': 43_200, '7d': 604_800 })) {
    it(`with a duration of ${text}: make ${seconds} seconds of it`, () => {
      for (const name of durations) expect(read({ [name]: text })[name]).to.equal(seconds);
    });
  }

  it('with a duration that is none: refuse it', () => {
    for (const text of ['0m', '15', 'm', '-1m', '1.5h', '15 m', '15M', '1w', '1h30m', '9999999s']) {
      for (const name of durations) expect(wrong({ [name]: text }), text).to.deep.equal([name]);
    }
  });

  it('with a limit of guests that is off: know that, as of no other limit', () => {
    expect(read({ LIMITS__GUEST_SEARCH: 'off' }).LIMITS__GUEST_SEARCH).to.equal('off');
    expect(read({ LIMITS__GUEST_SEARCH: '7/1h' }).LIMITS__GUEST_SEARCH).to.deep.equal({
      most: 7,
      seconds: 3600,
    });
    expect(wrong({ LIMITS__FORGOT: 'off' })).to.deep.equal(['LIMITS__FORGOT']);
  });

  it('with the URL of the original service: understand it', () => {
    expect(read({ DB_URL: 'postgresql+asyncpg://u:p@h:5432/d' }).DB_URL).to.equal(
      'postgresql://u:p@h:5432/d',
    );
    expect(read({ DB_URL: 'postgres://u:p@h/d' }).DB_URL).to.equal('postgres://u:p@h/d');
  });

  it('with a host and a port: make the public URL of them, unless it is given', () => {
    expect(read({ HOST: 'api.test', PORT: '9000' }).PUBLIC_URL).to.equal('http://api.test:9000');
    expect(read({ PORT: '9000', PUBLIC_URL: 'https://api.test' }).PUBLIC_URL).to.equal('https://api.test');
  });

  it('with a host of IPv6: make a public URL that is one', () => {
    expect(read({ HOST: '::1' }).PUBLIC_URL).to.equal('http://[::1]:8000');
  });

  it('with a public URL in capitals or with its default port: make the origin of it that browsers send', () => {
    expect(read({ PUBLIC_URL: 'https://films.example:443' }).PUBLIC_URL).to.equal('https://films.example');
    expect(read({ PUBLIC_URL: 'http://films.example:80' }).PUBLIC_URL).to.equal('http://films.example');
    expect(read({ PUBLIC_URL: 'HTTPS://Films.Example:8443' }).PUBLIC_URL).to.equal(
      'https://films.example:8443',
    );
    expect(read({ CORS__ORIGINS: 'https://App.Example:443,' }).CORS__ORIGINS).to.deep.equal([
      'https://app.example',
    ]);
  });

  for (const [given, used] of [
    ['media_redis_1', 'media_redis_1'],
    ['Redis.Example', 'Redis.Example'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['fe80::1%eth0', 'fe80::1%eth0'],
    ['10.0.0.1', '10.0.0.1'],
  ] as const)
    it(`with a host of ${given}: take ${used}`, () => {
      expect(read({ REDIS__HOST: given, HOST: given })).to.include({ REDIS__HOST: used, HOST: used });
    });

  for (const [given, used] of [
    ['postgresql://ada@/media?host=/run/postgresql', 'postgresql://ada@/media?host=%2Frun%2Fpostgresql'],
    [
      'postgres://ada:p%40ss@/media?host=/cloudsql/films:europe-west1:db',
      'postgres://ada:p%40ss@/media?host=%2Fcloudsql%2Ffilms%3Aeurope-west1%3Adb',
    ],
    ['postgresql:///media?host=/tmp', 'postgresql:///media?host=%2Ftmp'],
    ['postgresql://%2Frun%2Fpostgresql/media', 'postgresql://%2Frun%2Fpostgresql/media'],
    ['PostgreSQL://ada:hunter2@DB.Example/media', 'postgresql://ada:hunter2@DB.Example/media'],
    [
      'postgresql://ada:hunter2@[2001:db8::1]:5433/media',
      'postgresql://ada:hunter2@[2001:db8::1]:5433/media',
    ],
    ['postgresql://ada:a:b!$^|é@db_1/media', 'postgresql://ada:a:b!$^|é@db_1/media'],
    ['postgresql://h/media?sslrootcert=system', 'postgresql://h/media?sslmode=verify-full'],
    ['postgresql://h/media?sslmode=require&sslrootcert=system', 'postgresql://h/media?sslmode=verify-full'],
    ['postgresql://h/media?sslmode=require', 'postgresql://h/media?sslmode=verify-full'],
    ['postgresql://h/media?sslmode=disable', 'postgresql://h/media?sslmode=disable'],
    [
      'postgresql://h/media?sslmode=require&uselibpqcompat=true',
      'postgresql://h/media?sslmode=require&uselibpqcompat=true',
    ],
    ['  postgresql://h/media\r\n', 'postgresql://h/media'],
  ] as const)
    it(`with a database at ${given.trim()}: give the driver what it understands`, () => {
      expect(read({ DB_URL: given }).DB_URL).to.equal(used);
    });

  for (const [given, used] of Object.entries({
    ...{ TRUE: true, '1': true, yes: true, On: true, true: true },
    ...{ FALSE: false, '0': false, no: false, off: false, ' false ': false },
  }))
    it(`with a choice of ${given}: take ${used}`, () => {
      expect(read({ DOCS: given, REDIS__TLS: given })).to.include({ DOCS: used, REDIS__TLS: used });
    });

  it('with spaces or a line end around a value: take them away, but for the spaces of a password', () => {
    const settings = read({
      PORT: ' 9000\t',
      JWT__ACCESS_TTL: '15m\r',
      REDIS__PASSWORD: ' hunter2 \r\n',
    });
    expect(settings).to.include({ PORT: 9000, JWT__ACCESS_TTL: 900, REDIS__PASSWORD: ' hunter2 ' });
  });

  it('with the first admin: take email and password', () => {
    const admin = { ADMIN__EMAIL: 'root@example.com', ADMIN__PASSWORD: 'seven quiet violins' };
    expect(read(admin)).to.include(admin);
  });
});
