import type { ExpectedVersions } from '../../core/shared/stored.js';
import { HttpError } from './http-error.js';

const entityTag = /(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"/g;
/** `*`, or a list of entity tags. */
export const entityTags =
  /^(?:\*|[\t ]*(?:,[\t ]*)*(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"[\t ]*(?:,[\t ]*(?:(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"[\t ]*)?)*)$/;

/**
 * The versions that an If-Match header expects (RFC 9110 section 13.1.1): strong comparison, so weak tags
 * match nothing, and neither do tags that are not of ours. `*` expects any.
 * @throws HttpError `precondition-required` when there has to be one, `invalid-parameter` when it is malformed
 */
export const expectedVersions = (header: string | undefined, required: boolean): ExpectedVersions => {
  if (header === undefined) {
    if (required) throw new HttpError('precondition-required', 'Send the ETag you have seen as If-Match.');
    return undefined;
  }
  if (header.trim() === '*') return undefined;
  if (!entityTags.test(header)) {
    throw new HttpError('invalid-parameter', 'If-Match is not a list of entity tags.', [
      { parameter: 'If-Match', message: 'If-Match must be * or a list of "…"', code: 'if-match' },
    ]);
  }
  return [...header.matchAll(entityTag)]
    .filter(([, weak, tag]) => weak === undefined && /^[1-9]\d{0,9}$/.test(tag ?? ''))
    .map(([, , tag]) => Number(tag));
};
