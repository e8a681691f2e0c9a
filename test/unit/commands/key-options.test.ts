import { expect } from 'chai';
import { keyRequestOf, parseKeyOptions, throwWithOptions } from '../../../src/commands/key-options.js';
import { DomainError } from '../../../src/core/shared/errors.js';

const required = ['--service', 'importer', '--permissions', 'catalogue:read, catalogue:write'];
const request = (...args: string[]) => keyRequestOf(parseKeyOptions([...required, ...args]) ?? {});
const messageOf = (work: () => unknown): string => {
  try {
    return String(work());
  } catch (error) {
    return (error as Error).message;
  }
};

describe('the options of key:make', () => {
  it('are a request of the API; a date is its beginning in UTC', () => {
    const permissions = ['catalogue:read', 'catalogue:write'];
    expect(request()).to.deep.equal({ name: 'importer', permissions, service: 'importer', role: undefined });
    const expiresAt = Date.parse('2027-01-31T00:00:00Z');
    expect(request('--name', 'cron', '--role', 'moderator', '--expires', '2027-01-31')).to.deep.equal({
      ...{ name: 'cron', permissions, service: 'importer', role: 'moderator', expiresAt },
    });
    expect(request('--expires', '2027-01-31T01:00:00+01:00')).to.include({ expiresAt });
  });

  it('that are invalid: are named with their value, the reason and an example', () => {
    for (const [args, message] of [
      [['--service', ''], '--service "" is not allowed to be empty. Example: --service importer'],
      [['--name', ' x'], /^--name " x" .*\. Example: --name "Nightly import"$/],
      [['--role', 'admin'], '--role "admin" must be one of user, moderator. Example: --role moderator'],
      [
        ['--permissions', 'users:manage'],
        /^--permissions "users:manage" must be one of catalogue:read, .*Example: --permissions catalogue:read,/,
      ],
      [
        ['--expires', 'tomorrow'],
        /^--expires "tomorrow" must be a time with an offset, such as .*Z\. Example: --expires \d{4}-\d\d-\d\d$/,
      ],
      [['--expires', ''], /^--expires "" is not allowed to be empty\. Example/],
    ] as const)
      expect(messageOf(() => request(...args))).to.match(
        typeof message === 'string' ? new RegExp(`^${message.replaceAll(/[.]/g, '\\$&')}$`) : message,
      );
  });

  it('that the core rejects: are named, too', () => {
    const message = 'expiresAt must be in the future';
    const rejected = new DomainError('validation-failed', 'The key cannot expire then.', [
      { pointer: '/expiresAt', message, code: 'out-of-range' },
    ]);
    expect(messageOf(() => throwWithOptions(rejected, { expires: '2020-01-31' }))).to.match(
      /^--expires "2020-01-31" must be in the future\. Example: --expires \d/,
    );
    const other = new DomainError('unavailable', 'The database cannot be reached.');
    expect(() => throwWithOptions(other, {})).to.throw(DomainError, other.message);
  });

  it('with --help: are none; without a required one, or with an unknown one: are rejected with the usage', () => {
    expect(parseKeyOptions(['--help'])).to.equal(undefined);
    for (const [args, cause] of [
      [['--permissions', 'catalogue:read'], '--service is required.'],
      [['--service', 'importer'], '--permissions is required.'],
      [[...required, '--expire', '2027-01-31'], "Unknown option '--expire'"],
    ] as const)
      expect(messageOf(() => parseKeyOptions(args)))
        .to.include(cause)
        .and.to.include('Usage: npm run -s key:make -- --service NAME');
  });
});
