import { DomainError } from './errors.js';

/** What the database adds to whatever it keeps. Times are RFC 3339, UTC, with milliseconds. */
export interface Stored {
  readonly id: number;
  /** Grows by one with every change; the ETag is made of it. */
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** The versions a writer is willing to overwrite (If-Match, RFC 9110 section 13.1.1); undefined: any. */
export type ExpectedVersions = readonly number[] | undefined;

/** @throws DomainError `precondition-failed` when what is stored is none of the expected versions */
export const requireVersion = (stored: Stored, expected: ExpectedVersions): void => {
  if (expected !== undefined && !expected.includes(stored.version)) {
    throw new DomainError(
      'precondition-failed',
      'It was changed in the meantime: read it again, then repeat your change on what is there now.',
    );
  }
};
