import type { OpenApi } from './kinds.js';

/** The minimum length of a password, a setting of the service; undefined if the document does not have it. */
export const minPasswordLength = ({ paths }: Pick<OpenApi, 'paths'>): number | undefined =>
  paths['/api/v1/auth/register']?.post?.['x-password']?.minLength;
