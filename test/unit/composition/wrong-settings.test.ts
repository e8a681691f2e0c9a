import { expect } from 'chai';
import { type Settings, SettingsError, settingNames } from '../../../src/composition/settings.js';
import { mistakes, read, wrong } from './reading.js';

describe('wrong settings', () => {
  const values: [name: string, ...values: string[]][] = [
    ['NODE_ENV', 'prod', 'Production'],
    ['HOST', 'a b', 'http://x', 'x:80'],
    ['PORT', '-1', '65536', '8000.5', 'http'],
    ['PUBLIC_URL', 'https://x.test/', 'https://u:p@x.test', 'ftp://x.test', 'x.test'],
    ['DB_URL', 'mysql://h/d', 'localhost', 'postgresql+psycopg://h/d'],
    ['DB__POOL_MAX', '0', '1001', '1.5', 'ten'],
    ['DB__STATEMENT_TIMEOUT_MS', '99', '600001'],
    ['DB__MIGRATE', 'maybe', '2'],
    ['MFA__REQUIRED_FROM', 'tomorrow', '31.01.2027'],
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
    // Longer than the entry itself, which is kept for 365 days.
    ['AUDIT__IP_DAYS', '0', '1.5', '366'],
    ['AUDIT__VALUES_DAYS', '0', '1.5', '36501', '1y'],
    ['SMTP__URL', 'mail.example.com', 'http://mail.example.com', 'smtp:'],
    ['MAIL__FROM', 'films', '"A" a@x.test', 'Films <films>', 'a@x.test, b@x.test', 'A, B <a@x.test>'],
    ['CORS__ORIGINS', 'https://x.test/', 'null', 'https://*.x.test/', 'https://a.test,https://b.test/path'],
    // ASVS 3.4.2
    ['CORS__ORIGINS', '*', 'https://a.test,*'],
    ['COOKIES__SECURE', 'maybe', '2'],
    ['TRUST_PROXY', 'true', '1', '10.0.0.0/33', 'everybody'],
    [
      'OTEL_EXPORTER_OTLP_ENDPOINT',
      'collector:4318',
      'grpc://collector:4317',
      'http://',
      'http://a:1/?key=x',
    ],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'api-key', '=x', 'api-key=x,', 'api-key: x'],
    // Otherwise the library drops or shortens the first two, and node rejects the others with each batch.
    ['OTEL_EXPORTER_OTLP_HEADERS', 'api-key=100%', 'api-key=a;b', 'api-key=%0a', 'cl%C3%A9=x'],
    ['OTEL_RESOURCE_ATTRIBUTES', 'staging', 'share=100%', 'a=b;c'],
    ['OTEL_TRACES_SAMPLER', 'always', 'parentbased_jaeger_remote'],
    ['OTEL_TRACES_SAMPLER_ARG', '-0.1', '1.1', '10%'],
    ['LOG__LEVEL', 'debug', 'silly'],
    ['LOG__FORMAT', 'xml'],
  ];
  it('an invalid value: is rejected with the name of the setting', () => {
    for (const [name, ...invalid] of values)
      for (const value of invalid)
        expect([...new Set(wrong({ [name]: value }))], `${name}=${value}`).to.deep.equal([name]);
  });

  it('one of two settings that belong together: is rejected, naming both', () => {
    for (const [names, env] of [
      ['ADMIN__EMAIL ADMIN__PASSWORD', { ADMIN__EMAIL: 'a@example.com' }],
      ['ADMIN__EMAIL ADMIN__PASSWORD', { ADMIN__PASSWORD: 'hunter2 hunter2 hunter2' }],
      ['SMTP__URL MAIL__FROM', { SMTP__URL: 'smtp://user:hunter2@mail.example.com' }],
    ] as const) {
      const [mistake, ...others] = mistakes(env);
      for (const name of names.split(' ')) expect(mistake).to.include(name);
      expect(mistake).to.not.include('hunter2');
      expect(others).to.be.empty;
    }
  });

  it('any usual form of MAIL__FROM: is accepted', () => {
    for (const MAIL__FROM of [
      ...['films@example.com', 'Films & more <films@example.com>', 'Fílms <a+b@x.test>'],
      ...['"Films, Inc." <a@x.test>', '<a@x.test>'],
    ])
      expect(mistakes({ SMTP__URL: 'smtps://mail.example.com', MAIL__FROM })).to.deep.equal([]);
  });

  it('an unknown name with a known prefix: is rejected', () => {
    const names = ['JWT__SECRET', 'REDIS__HOSTNAME', 'DB__URL', 'LOG__LEVELS', 'ADMIN__NAME', 'CORS__ORIGIN'];
    for (const name of names)
      expect(mistakes({ [name]: 'x' })).to.deep.equal([`${name} is not a setting of this service`]);
  });

  it('a URL with a raw password: is rejected with how to encode it', () => {
    const passwords = ['hunt@er2', 'hunter#2', 'hunter/2', '12/hunter', '12?hunter', 'hunter%2', 'hunter 2'];
    for (const password of passwords)
      for (const [name, url] of [
        ['DB_URL', `postgresql://ada:${password}@db/media`],
        ['SMTP__URL', `smtp://ada:${password}@mail.example`],
      ] as const) {
        const [mistake, ...others] = mistakes({ [name]: url, MAIL__FROM: 'films@example.com' });
        expect(others).to.be.empty;
        expect(mistake)
          .to.match(new RegExp(`^${name} `))
          .and.to.include('%40')
          .and.to.not.include('hunt');
      }
  });

  it('a name of the original service, or in lower case: is rejected with the right one', () => {
    for (const [name, right] of Object.entries({
      JWT__EXPIRE_TIME_ACCESS: 'JWT__ACCESS_TTL',
      JWT__EXPIRE_TIME_REFRESH: 'JWT__REFRESH_TTL',
      db_url: 'DB_URL',
      Jwt__Algorithm: 'JWT__ALGORITHM',
      db_url_file: 'DB_URL_FILE',
    })) {
      const [mistake, ...others] = mistakes({ [name]: '30' });
      expect(others).to.be.empty;
      expect(mistake).to.match(new RegExp(`^${name} .*\\b${right}\\b`));
    }
  });

  it('a date that is none: is reported with an example', () => {
    const example = /^MFA__REQUIRED_FROM .* 2027-01-31T00:00:00Z; a date alone means midnight UTC$/;
    for (const value of ['tomorrow', '31.01.2027', '2027-02-31T25:00:00Z'])
      expect(mistakes({ MFA__REQUIRED_FROM: value })[0], value).to.match(example);
  });

  it('several mistakes: are all reported, also those of the check, in one message with a line for each', () => {
    const env = { PORT: 'x', JWT__ALGORITHM: 'x', JWT__SECRET: 'x', ADMIN__EMAIL: 'root@example.com' };
    const seen: Settings[] = [];
    const found = mistakes(env, (settings) => {
      seen.push(settings);
      return ['JWT__PRIVATE_KEY names a file that does not exist'];
    });
    expect(found).to.have.length(5);
    for (const name of [...Object.keys(env), 'JWT__PRIVATE_KEY']) expect(found.join('\n')).to.include(name);
    expect(seen[0]).to.include({ JWT__PRIVATE_KEY: './certs/private.pem' });
    expect(() => read({ PORT: 'x', DOCS: 'x' })).to.throw(
      SettingsError,
      /^These settings are wrong:\n {2}PORT .*\n {2}DOCS .*$/,
    );
  });

  it('ASVS 16.2.5, a mistake: never contains the value', () => {
    for (const name of settingNames) {
      const found = mistakes({ [name]: `hunter2 \0 ${'x'.repeat(300)}`, ADMIN__EMAIL: 'no email' }).join(
        '\n',
      );
      expect(found, name).not.to.include('hunter2');
    }
    expect(mistakes({ JWT__SECRET: 'hunter2', DB_URL: 'mysql://u:hunter2@h/d' }).join('\n')).not.to.include(
      'hunter2',
    );
  });
});
