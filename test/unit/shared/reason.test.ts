import { expect } from 'chai';
import { databaseReason } from '../../../src/adapters/knex/database-reason.js';
import { messageOf } from '../../../src/commands/command.js';
import { DomainError } from '../../../src/core/shared/errors.js';
import { reasonOf, reasonWithoutPath } from '../../../src/core/shared/reason.js';

const coded = (message: string, code: string, more: object = {}) =>
  Object.assign(new Error(message), { code, ...more });

describe('the reason of a failure', () => {
  it('with a code: has both, each one time', () => {
    expect(reasonOf(coded('no such user', '28P01'))).to.equal('no such user (28P01)');
    expect(reasonOf(coded('connect ECONNREFUSED ::1:1', 'ECONNREFUSED'))).to.equal(
      'connect ECONNREFUSED ::1:1',
    );
  });

  it('without one: is the message, or the error as text', () => {
    expect(reasonOf(new Error('no'))).to.equal('no');
    expect(reasonOf(coded('', 'EPIPE'))).to.equal('EPIPE');
    expect(reasonOf('a text')).to.equal('a text');
    expect(reasonOf(undefined)).to.equal('undefined');
  });

  it('of several attempts: lists them', () => {
    const attempts = [coded('connect ECONNREFUSED ::1:1', 'ECONNREFUSED'), new Error('second')];
    expect(reasonOf(new AggregateError(attempts))).to.equal('connect ECONNREFUSED ::1:1, second');
  });

  it('of a file whose path may be a secret: leaves that out', () => {
    const error = coded("ENOENT: no such file or directory, open 'hunter2\n'", 'ENOENT');
    expect(reasonWithoutPath(error)).to.equal('ENOENT: no such file or directory');
  });

  it('of the database, by knex: leaves the statement and its values out', () => {
    const message = 'insert into "users" values (\'hunter2\') - permission denied for table users';
    const error = coded(message, '42501', { severity: 'ERROR' });
    const reason =
      'permission denied for table users (42501). Make the user of DB_URL the owner of the database';
    expect(databaseReason(error)).to.equal(reason);
    expect(messageOf(new DomainError('unavailable', 'Not now.', [], { cause: error }))).to.equal(
      `Not now. ${reason}`,
    );
    for (const other of [new DomainError('email-taken', 'Not now.'), new Error('Not now.')])
      expect(messageOf(other)).to.equal('Not now.');
  });

  it('of the database, when its server lacks something: says what to do about it', () => {
    const full = coded('could not extend file "base/1/2": No space left on device', '53100');
    expect(databaseReason(full)).to.match(/ \(53100\)\. Free space on the disk of the database$/);
    expect(databaseReason(coded('sorry, too many clients already', '53300'))).to.match(
      /\. Lower DB__POOL_MAX/,
    );
    expect(databaseReason(coded('out of memory', '53200'))).to.equal('out of memory (53200)');
  });

  it('of a lost connection, by knex: leaves the statement out too', () => {
    const lost = new Error(
      'select * from "users" where email = \'hunter2\' - Connection terminated unexpectedly',
    );
    expect(databaseReason(lost)).to.match(
      /^Connection terminated unexpectedly\. Check that Postgres listens/,
    );
    const earlier = new Error(
      'fetch forward 9 from copied - Client has encountered an error and is not queryable',
    );
    expect(databaseReason(earlier)).to.match(/^Client .* is not queryable\. Check that Postgres listens/);
  });
});
