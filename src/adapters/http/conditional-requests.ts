import type { ExpectedVersions, Stored } from '../../core/shared/stored.js';
import { HttpError } from './http-error.js';
import type { Reply } from './route.js';

const entityTag = /(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"/g;
/** `*`, or a list of entity tags. */
const entityTags =
  /^(?:\*|[\t ]*(?:,[\t ]*)*(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"[\t ]*(?:,[\t ]*(?:(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"[\t ]*)?)*)$/;

/**
 * Returns the versions in an If-Match header (RFC 9110 section 13.1.1); undefined for `*`, which matches any version.
 * The comparison is strong: weak tags match nothing, and neither do tags that are not a version.
 * @throws HttpError `precondition-required` when the required header is missing, `invalid-parameter` when it is malformed
 */
export const expectedVersions = (header: string | undefined, required: boolean): ExpectedVersions => {
  if (header === undefined) {
    if (required)
      throw new HttpError(
        'precondition-required',
        'Send the ETag of the version that you have read as If-Match.',
      );
    return undefined;
  }
  if (header.trim() === '*') return undefined;
  if (!entityTags.test(header)) {
    throw new HttpError('invalid-parameter', 'If-Match is not a list of entity tags.', [
      {
        parameter: 'If-Match',
        message: 'If-Match must be * or a list of entity tags, such as "1"',
        code: 'if-match',
      },
    ]);
  }
  return [...header.matchAll(entityTag)]
    .filter(([, weak, tag]) => weak === undefined && /^[1-9]\d{0,9}$/.test(tag ?? ''))
    .map(([, , tag]) => Number(tag));
};

/** Conditional request headers (RFC 9110 section 13.1). */
export const ifMatch = {
  'If-Match': {
    description: 'The ETag of the version to change. If it is not the current one, the response is 412.',
    example: '"3"',
    pattern: entityTags,
  },
};
export const ifNoneMatch = {
  'If-None-Match': {
    description: 'The ETag of the version that you have. If it is the current one, the response is 304.',
    example: '"3"',
  },
};
export const etagHeader = ['ETag'];

/** A reply with an item, and its version as ETag (RFC 9110 section 8.8.3). */
export const itemReply = (
  status: number,
  item: Pick<Stored, 'version'>,
  headers: Record<string, string> = {},
): Reply => ({
  status,
  body: item,
  headers: { ETag: `"${item.version}"`, ...headers },
});
