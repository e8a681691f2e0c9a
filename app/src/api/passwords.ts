import type { OpenApi } from './kinds.js';

/** The minimum length of a password beside a second factor. */
const minBesideSecondFactor = 8;

/** The minimum length of a password, a setting of the service; undefined if the document does not have it. */
export const minPasswordLength = (
  { paths }: Pick<OpenApi, 'paths'>,
  hasSecondFactor = false,
): number | undefined =>
  hasSecondFactor ? minBesideSecondFactor : paths['/api/v1/auth/register']?.post?.['x-password']?.minLength;
