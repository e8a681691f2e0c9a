import { expect } from 'chai';
import { HttpError } from '../../../src/adapters/http/http-error.js';
import { OpenExports } from '../../../src/adapters/http/identity/open-exports.js';

const entering = (exports: OpenExports, userId: number) => {
  const leaving = new AbortController();
  exports.enter(userId, leaving.signal);
  return () => leaving.abort();
};
const refused = (exports: OpenExports, userId: number, message: RegExp) =>
  expect(() => entering(exports, userId))
    .to.throw(HttpError, message)
    .with.property('code', 'too-many-exports');

describe('open exports:', () => {
  it('of one account: one at a time', () => {
    const exports = new OpenExports(20);
    const leave = entering(exports, 1);
    refused(exports, 1, /of your account/);
    entering(exports, 2);
    leave();
    entering(exports, 1);
    refused(exports, 1, /of your account/);
  });

  it('of all accounts: as many as are allowed', () => {
    const exports = new OpenExports(3);
    const [leave] = [1, 2, 3].map((userId) => entering(exports, userId));
    refused(exports, 4, /maximum of 3 exports/);
    leave?.();
    entering(exports, 4);
    refused(exports, 5, /maximum of 3 exports/);
  });
});
