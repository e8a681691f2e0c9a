import type { CatalogueErrorCode } from './catalogue/error-codes.js';
import type { IdentityErrorCode } from './identity/error-codes.js';
import type { ImportErrorCode } from './import/error-codes.js';
import type { SharedErrorCode } from './shared/error-codes.js';

/**
 * All error codes of the core; each feature declares its own. They are stable, since clients get them:
 * `adapters/http/problems.ts` has the status, title and advice of each.
 */
export type DomainErrorCode = SharedErrorCode | IdentityErrorCode | CatalogueErrorCode | ImportErrorCode;
