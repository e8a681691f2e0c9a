import { createHash } from 'node:crypto';
import { isKey } from '../../core/identity/principal.js';
import type { IdempotentRequest } from '../../core/shared/idempotency.js';
import { isRecord } from '../../core/shared/values.js';
import { HttpError } from './http-error.js';
import type { Input } from './route.js';

const wellFormed = /^[\x21-\x7e]{1,255}$/;

export const idempotencyKey = {
  'Idempotency-Key': {
    description:
      'A unique key of 1 to 255 visible ASCII characters. A second request with the same key and body within 24 hours ' +
      'returns the response to the first one and creates nothing.',
    example: '5f2c1a9e-create-cleo',
    pattern: wellFormed,
  },
};

/**
 * Returns the Idempotency-Key of a request with a fingerprint of its body; undefined without a key.
 * @param subject what the route creates
 * @throws HttpError `invalid-parameter`
 */
export const idempotentRequest = (
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
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([subject, sortedEntries(body)], withSortedKeys))
    .digest('base64url');
  return isKey(caller)
    ? { apiKeyId: caller.keyId, key, fingerprint }
    : { userId: caller.userId, key, fingerprint };
};

const sortedEntries = (fields: object) =>
  Object.entries(fields).sort(([one], [other]) => (one < other ? -1 : 1));

/** Sorts the keys of all objects: their order has no meaning in JSON. */
const withSortedKeys = (_key: string, value: unknown) =>
  isRecord(value) ? Object.fromEntries(sortedEntries(value)) : value;
