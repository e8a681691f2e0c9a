import { expect } from 'chai';
import { type Settings, SettingsError, settingNames } from '../../../src/composition/settings.js';
import { mistakes, read, url, wrong } from './reading.js';

describe('wrong settings', () => {
  const values: [name: string, ...values: string[]][] = [
    ['NODE_ENV', 'prod', 'Production'],
    ['HOST', 'a b', 'http://x', 'x:80'],
    ['PORT', '-1', '65536', '8000.5', 'http'],
    [
      'PUBLIC_URL',
      'https://x.test/',
      'https://x.test/path',
      'https://u:p@x.test',
      'ftp://x.test',
      'x.test',
      '*',
    ],
    ['DB_URL', 'mysql://h/d', 'localhost', 'postgresql+psycopg://h/d'],
    ['DB__POOL_MAX', '0', '1001', '1.5', 'ten'],
    ['DB__STATEMENT_TIMEOUT_MS', '99', '600001'],
    ['DB__MIGRATE', 'maybe', '2'],
    ['REDIS__HOST', 'redis://redis', 'redis:6379', 'a/b'],
    ['REDIS__PORT', '65536'],
    ['REDIS__DB', '-1'],
    ['CACHE__TTL_SECONDS', '0', '86401'],
    ['JWT__ALGORITHM', 'none', 'HS256', 'RS512', 'rs256'],
    ['AUTH__REGISTRATION', 'invite'],
    ['PASSWORD__MIN_LENGTH', '7', '129'],
    ['LIMITS__GUEST_SEARCH', 'on', 'OFF', '0/1m', 'off/1m'],
    ['LIMITS__EMAIL', '3/31m', '3/1h'],
    ['LIMITS__LOGIN_ACCOUNT', '10', '0/15m', '10/15', '10 / 15m', '10/0s', '1.5/1h', '-1/1h', '12345678/1h'],
    ['AUDIT__RETENTION_DAYS', '0', '1.5', '36501', '1y'],
    ['SMTP__URL', 'mail.example.com', 'http://mail.example.com', 'smtp:'],
    [
      'MAIL__FROM',
      'films',
      '"A" a@x.test',
      'Films <films>',
      'a@x.test, b@x.test',
      'A, B <a@x.test>',
      'A <a b@x.test>',
    ],
    ['CORS__ORIGINS', 'https://x.test/', 'null', 'https://*.x.test/', 'https://a.test,https://b.test/path'],
    ['COOKIES__SECURE', 'maybe', '2'],
    ['TRUST_PROXY', 'true', '1', '10.0.0.0/33', 'everybody'],
    ['LOG__LEVEL', 'debug', 'silly'],
    ['LOG__FORMAT', 'xml'],
  ];
  for (const [name, ...wrongValues] of values) {
    it(`${name} of ${wrongValues.join(' or ')}: is named`, () => {
      for (const value of wrongValues)
        expect(new Set(wrong({ [name]: value })), value).to.deep.equal(new Set([name]));
    });
  }

  it('ASVS 3.4.2, CORS__ORIGINS of *: is refused', () => {
    expect(new Set(wrong({ CORS__ORIGINS: '*' }))).to.deep.equal(new Set(['CORS__ORIGINS']));
    expect(new Set(wrong({ CORS__ORIGINS: 'https://a.test,*' }))).to.deep.equal(new Set(['CORS__ORIGINS']));
  });

  it('half of the first admin: is refused, naming both', () => {
    for (const half of [{ ADMIN__EMAIL: 'a@example.com' }, { ADMIN__PASSWORD: 'hunter2 hunter2 hunter2' }]) {
      const [mistake, ...others] = mistakes(half);
      expect(mistake).to.include('ADMIN__EMAIL').and.include('ADMIN__PASSWORD').and.not.include('hunter2');
      expect(others).to.be.empty;
    }
  });

  it('a server for letters that are from nobody: is refused, naming both', () => {
    const [mistake, ...others] = mistakes({ SMTP__URL: 'smtp://user:hunter2@mail.example.com' });
    expect(mistake).to.include('SMTP__URL').and.include('MAIL__FROM').and.not.include('hunter2');
    expect(others).to.be.empty;
  });

  for (const MAIL__FROM of [
    'films@example.com',
    'Films & more <films@example.com>',
    'Fílms <a+b@x.test>',
    '"Films, Inc." <a@x.test>',
    '<a@x.test>',
  ])
    it(`letters that are from ${MAIL__FROM}: may be`, () => {
      expect(mistakes({ SMTP__URL: 'smtps://mail.example.com', MAIL__FROM })).to.deep.equal([]);
    });

  it('a name under one of our prefixes that is none of ours: is named', () => {
    const names = ['JWT__SECRET', 'REDIS__HOSTNAME', 'DB__URL', 'LOG__LEVELS', 'ADMIN__NAME', 'CORS__ORIGIN'];
    for (const name of names)
      expect(mistakes({ [name]: 'x' })).to.deep.equal([`${name} is not a setting of this service`]);
  });

  for (const password of [
    'hunt@er2',
    'hunter#2',
    'hunter/2',
    '12/hunter',
    '12?hunter',
    'hunter%2',
    'hunter 2',
  ])
    it(`a URL with a raw password such as ${password}: is refused, and says how to encode it`, () => {
      for (const [name, url] of [
        ['DB_URL', `postgresql://ada:${password}@db/media`],
        ['SMTP__URL', `smtp://ada:${password}@mail.example`],
      ] as const) {
        const told = mistakes({ [name]: url, MAIL__FROM: 'films@example.com' });
        expect(told).to.have.length(1);
        expect(told[0])
          .to.match(new RegExp(`^${name} `))
          .and.to.include('%40 for @, %23 for #');
        expect(told[0]).to.not.include('hunt');
      }
    });

  it('names of the original service that are not ours: name their successors', () => {
    expect(mistakes({ JWT__EXPIRE_TIME_ACCESS: '30', JWT__EXPIRE_TIME_REFRESH: '43200' })).to.deep.equal([
      'JWT__EXPIRE_TIME_ACCESS is not a setting of this service: set JWT__ACCESS_TTL, with a unit, such as 15m',
      'JWT__EXPIRE_TIME_REFRESH is not a setting of this service: set JWT__REFRESH_TTL, with a unit, such as 7d',
    ]);
  });

  it('names in lower case: are named, with the right ones', () => {
    expect(mistakes({ db_url: url, Jwt__Algorithm: 'RS256', db_url_file: '/x' })).to.deep.equal([
      'db_url is not a setting of this service: write DB_URL',
      'Jwt__Algorithm is not a setting of this service: write JWT__ALGORITHM',
      'db_url_file is not a setting of this service: write DB_URL_FILE',
    ]);
  });

  it('several at once: are all told, and what the check finds too', () => {
    const env = { PORT: 'x', JWT__ALGORITHM: 'x', JWT__SECRET: 'x', ADMIN__EMAIL: 'root@example.com' };
    const seen: Settings[] = [];
    const told = mistakes(env, (settings) => {
      seen.push(settings);
      return ['JWT__PRIVATE_KEY names a file that does not exist'];
    });
    expect(told).to.have.length(5);
    for (const name of [...Object.keys(env), 'JWT__PRIVATE_KEY']) expect(told.join('\n')).to.include(name);
    expect(seen[0]).to.include({ JWT__PRIVATE_KEY: './certs/private.pem' });
  });

  it('several at once: make one message, a line each', () => {
    expect(() => read({ PORT: 'x', DOCS: 'x' })).to.throw(
      SettingsError,
      /^These settings are wrong:\n {2}PORT .*\n {2}DOCS .*$/,
    );
  });

  it('only the check finds something: is a mistake as any other', () => {
    expect(mistakes({}, () => ['a file is missing'])).to.deep.equal(['a file is missing']);
  });

  it('ASVS 16.2.5, any of them with a secret for a value: never repeats the value', () => {
    for (const name of settingNames) {
      const told = mistakes({ [name]: `hunter2 \0 ${'x'.repeat(300)}`, ADMIN__EMAIL: 'no email' }).join('\n');
      expect(told, name).not.to.include('hunter2');
    }
    expect(mistakes({ JWT__SECRET: 'hunter2', DB_URL: 'mysql://u:hunter2@h/d' }).join('\n')).not.to.include(
      'hunter2',
    );
  });
});
