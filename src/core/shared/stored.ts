import { DomainError } from './errors.js';

/** The columns that the database fills for every resource. Times are RFC 3339, UTC, with milliseconds. */
export interface Stored {
  readonly id: number;
  /** Increases by one with every change. The ETag is derived from it. */
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** The fields of a resource, without the columns that the database fills. */
export const fieldsOf = <Fields extends object>({
  id: _id,
  version: _version,
  createdAt: _createdAt,
  updatedAt: _updatedAt,
  ...fields
}: Fields & Stored): object => fields;

/** The versions that a write may overwrite (If-Match, RFC 9110 section 13.1.1); undefined: any. */
export type ExpectedVersions = readonly number[] | undefined;

/** @throws DomainError `precondition-failed` if the stored version is not an expected one */
export const requireVersion = (stored: Pick<Stored, 'version'>, expected: ExpectedVersions): void => {
  if (expected !== undefined && !expected.includes(stored.version)) {
    throw new DomainError(
      'precondition-failed',
      'It was changed in the meantime: read it again, then repeat your change on the current version.',
    );
  }
};
