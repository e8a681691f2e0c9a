import { expect } from 'chai';
import type { Request, Response } from 'express';
import { errorHandler } from '../../../src/adapters/http/error-handler.js';
import { DomainError } from '../../../src/core/shared/errors.js';
import { silentLog } from '../../support/silent-log.js';

describe('a request that cannot be served', () => {
  it('is logged with the cause in the text of the line', () => {
    const lines: string[] = [];
    const log = { ...silentLog, warn: (message: string) => lines.push(message) };
    const response = { headersSent: true, locals: {} } as Response;
    for (const options of [{ cause: new Error('MFA__KEY_FILE has no key a') }, {}]) {
      const error = new DomainError('unavailable', 'Try again later.', [], options);
      errorHandler('http://service.test', log)(error, {} as Request, response, () => undefined);
    }
    expect(lines).to.deep.equal([
      'a request could not be served: MFA__KEY_FILE has no key a',
      'a request could not be served',
    ]);
  });
});
