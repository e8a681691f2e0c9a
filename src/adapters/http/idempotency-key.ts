import { createHash } from 'node:crypto';
import type { IdempotentRequest } from '../../core/shared/idempotency.js';
import { HttpError } from './http-error.js';
import type { Input } from './route.js';

const wellFormed = /^[\x21-\x7e]{1,255}$/;

export const idempotencyKey = {
  'Idempotency-Key': {
    description:
      'A key of your own for this creation, 1 to 255 visible ASCII characters: sent again with the same body within 24 ' +
      'hours, it gives the first answer again and creates nothing.',
    pattern: wellFormed,
  },
};

/**
 * What a request with an Idempotency-Key asks for once, as its route has validated it; undefined without one.
 * @param subject what the route creates
 * @throws HttpError `invalid-parameter`
 */
export const onceOf = (
  subject: string,
  { headers, body, caller }: Input<unknown, unknown, object>,
): IdempotentRequest | undefined => {
  const key = headers['idempotency-key'];
  if (key === undefined || caller === undefined) return undefined;
  if (!wellFormed.test(key)) {
    const message = 'Idempotency-Key must be 1 to 255 visible ASCII characters';
    throw new HttpError('invalid-parameter', message, [
      { parameter: 'Idempotency-Key', message, code: 'string.pattern' },
    ]);
  }
  // The order of keys says nothing in JSON.
  const fields = Object.entries(body).sort(([one], [other]) => (one < other ? -1 : 1));
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([subject, fields]))
    .digest('base64url');
  return { userId: caller.userId, key, fingerprint };
};
