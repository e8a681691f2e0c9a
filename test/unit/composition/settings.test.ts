import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { documents } from '../../../scripts/docs-settings.js';
import { settingNames } from '../../../src/composition/settings.js';
import { mistakes, read, wrong } from './reading.js';

const durations = ['JWT__ACCESS_TTL', 'JWT__REFRESH_TTL', 'JWT__SESSION_TTL'] as const;

describe('the settings', () => {
  it('in production: do not migrate, and send cookies over TLS only, unless set otherwise', () => {
    expect(read({ NODE_ENV: 'production' })).to.include({ DB__MIGRATE: false, COOKIES__SECURE: true });
    expect(read({ NODE_ENV: 'test' })).to.include({ DB__MIGRATE: true, COOKIES__SECURE: false });
    const other = { NODE_ENV: 'production', DB__MIGRATE: 'true', COOKIES__SECURE: 'false' };
    expect(read(other)).to.include({ DB__MIGRATE: true, COOKIES__SECURE: false });
  });

  it('with an empty value: are the same as without it, also for a list and a required setting', () => {
    const empty = Object.fromEntries(
      settingNames.filter((name) => name !== 'DB_URL').map((name) => [name, '']),
    );
    expect(read({ ...empty, JWT__UNKNOWN: '' })).to.deep.equal(read());
    expect(wrong({ DB_URL: '', NODE_ENV: 'production' })).to.deep.equal(['DB_URL']);
  });

  it('in production without DB_URL: report why it is required', () => {
    expect(mistakes({ DB_URL: '', NODE_ENV: 'production' })[0]).to.include(
      'DB_URL is required, because NODE_ENV is production',
    );
  });

  it('with unknown names in the environment: ignore them', () => {
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

  it('with the value off: accept it for the limit of guest searches only', () => {
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

  it('with a host: accept names and addresses, without the brackets of IPv6', () => {
    for (const [given, used] of Object.entries({
      media_redis_1: 'media_redis_1',
      'Redis.Example': 'Redis.Example',
      '[2001:db8::1]': '2001:db8::1',
      'fe80::1%eth0': 'fe80::1%eth0',
      '10.0.0.1': '10.0.0.1',
    }))
      expect(read({ REDIS__HOST: given, HOST: given })).to.include({ REDIS__HOST: used, HOST: used });
  });

  it('with the URL of a database: convert it to a form that the driver supports', () => {
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
      ['postgresql+asyncpg://h/media?ssl=require', 'postgresql://h/media?sslmode=verify-full'],
      ['postgresql://h/media?sslmode=disable', 'postgresql://h/media?sslmode=disable'],
      [compatible, compatible],
      ['  postgresql://h/media\r\n', 'postgresql://h/media'],
    ] as const)
      expect(read({ DB_URL: given }).DB_URL).to.equal(used);
  });

  it('with a boolean: accept the usual words for it', () => {
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
});

describe('documented settings', () => {
  for (const file of ['.env.example', 'docs/settings.md'] as const) {
    it(`in ${file}: equal what npm run docs:settings generates from the schema`, () => {
      const text = readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8');
      expect(text).to.equal(documents()[file]);
    });
  }
});
