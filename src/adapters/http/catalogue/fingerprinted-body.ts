import { hasNoIds, otherIds } from '../../../core/catalogue/external-ids.js';
import type { AnyKeys } from '../../../core/catalogue/keys.js';

/**
 * The body of a POST for the fingerprint of its Idempotency-Key. Fields that release 0.1.0 does not know are left out if they
 * have no value, so that a client can repeat a request while both releases run.
 */
export const fingerprintedBody = (body: object): object => {
  const {
    externalIds: _,
    sortTitle = null,
    ...fields
  } = body as AnyKeys & { readonly sortTitle?: string | null };
  const externalIds = otherIds(body as AnyKeys);
  return {
    ...fields,
    ...(!hasNoIds(externalIds) && { externalIds }),
    ...(sortTitle !== null && { sortTitle }),
  };
};
