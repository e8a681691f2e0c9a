import type { AnyKind } from '../../core/catalogue/kind.js';
import { kindOf, referenceCodes } from '../../core/catalogue/references.js';
import type { DomainErrorCode } from '../../core/error-codes.js';
import { DomainError, type Violation } from '../../core/shared/errors.js';
import { snake } from './row-mapping.js';

interface ConstraintError {
  readonly code: DomainErrorCode;
  readonly message: string;
  /** The invalid field of the body; undefined if the body is not the reason. */
  readonly field?: string;
  /**
   * Finds the invalid member of the field in the `detail` of Postgres's error. Matches its values only, since its words
   * may be localized.
   */
  readonly member?: RegExp;
}

const endedMeanwhile: ConstraintError = {
  code: 'session-ended',
  message: 'The account or its session was removed during this request: log in again.',
};

/**
 * The error of each named constraint (see the migrations). `referenceConstraints` returns those of the foreign keys of the
 * catalogue.
 */
const constraints: readonly (readonly [name: RegExp, error: ConstraintError])[] = [
  [/^users_email_key$/, { code: 'email-taken', field: 'email', message: 'Another account has this email.' }],
  [
    /^users_visible_name_key$/,
    { code: 'visible-name-taken', field: 'visibleName', message: 'Another account has this visible name.' },
  ],
  [
    /^service_accounts_name_key$/,
    { code: 'service-account-name-taken', field: 'name', message: 'Another service account has this name.' },
  ],
  [
    /^\w+_imdb_id_key$/,
    { code: 'imdb-id-taken', field: 'imdbId', message: 'Another item of this kind has this IMDb id.' },
  ],
  [
    /^\w+_source_id_key$/,
    { code: 'source-id-taken', field: 'sourceId', message: 'Another item of this kind has this source id.' },
  ],
  [
    /^external_ids_pkey$/,
    {
      code: 'external-id-taken',
      field: 'externalIds',
      message: 'Another item of this kind has this external id.',
      // (kind, source, value)=(movies, tmdb, 603)
      member: /\)=\([^,]+, ([^,]+), /,
    },
  ],
  [
    /^(?:api_keys|idempotency_keys|mail_queue|one_time_tokens|recovery_codes|sessions|sign_in_challenges|totp_factors)_user_id_fkey$/,
    endedMeanwhile,
  ],
  [/^imports_owner_id_fkey$/, endedMeanwhile],
  [/^api_key_requests_api_key_id_fkey$/, { code: 'key-invalid', message: 'This API key was removed.' }],
  [
    /^(?:api_keys|imports)_service_account_id_fkey$/,
    { code: 'not-found', message: 'The service account was removed.' },
  ],
  [/^import_rejections_import_id_fkey$/, { code: 'not-found', message: 'The import was removed.' }],
  [/^refresh_tokens_session_id_fkey$/, endedMeanwhile],
];

/** The errors of foreign keys, by the names of the keys. */
export type ReferenceConstraints = ReadonlyMap<string, ConstraintError>;

/** Returns the errors of the foreign keys `<table>_<column>_fkey` of all references. */
export const referenceConstraints = (kinds: readonly AnyKind[]): ReferenceConstraints =>
  new Map(
    kinds.flatMap(({ plural, references }) =>
      references.map(({ field, to }): [string, ConstraintError] => [
        `${plural}_${snake(field)}_fkey`,
        {
          code: referenceCodes(to).unknown,
          field,
          message: `There is no ${kindOf(to, kinds).name} with this id.`,
        },
      ]),
    ),
  );

/**
 * SQLSTATE classes 0B, 25, 2D and 3B: the transaction of the session is in another state than the statement expects. For
 * example 25P02 (the transaction has failed before) and 25P01 (no transaction). The connection must not be used again.
 */
const transactionState = /^(0B|25|2D|3B)/;

/**
 * SQLSTATEs of temporary failures: connection, resources, shutdown, time limits, conflicts between transactions, and a
 * role or database that does not exist (yet).
 */
const temporary = /^(08|53|57P|57014|40001|40003|40P01|55P03|28|3D000)/;

/** Codes of the network, and messages of the driver and the pool, while the database cannot be reached. */
const networkErrors =
  /^(ECONN(REFUSED|RESET|ABORTED)|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$/;
// knex prepends the statement and " - ".
const noConnection =
  /(?:^| - )(?:Connection terminated|Query read timeout|timeout expired|Client has encountered a connection error|Client was closed|Knex: Timeout acquiring)|not queryable|aborted$/;

interface DatabaseError extends Error {
  readonly code?: string;
  readonly constraint?: string;
  readonly detail?: string;
}

/** Returns whether the transaction is in another state than expected. Not for 25006, which a read-only server returns. */
export const isTransactionStateError = ({ code = '' }: { readonly code?: string | undefined }): boolean =>
  transactionState.test(code) && code !== '25006';

const unavailable = (cause: Error) =>
  new DomainError('unavailable', 'The database cannot be reached right now.', [], { cause });

/** Returns the domain error for an error of the driver. An unknown error, which is a bug, is returned unchanged. */
export const toDomainError = (thrown: unknown, references: ReferenceConstraints = new Map()): unknown => {
  if (!(thrown instanceof Error) || thrown instanceof DomainError) return thrown;
  const { code = '', constraint = '', detail = '', message } = thrown as DatabaseError;
  const known = references.get(constraint) ?? constraints.find(([name]) => name.test(constraint))?.[1];
  if (known !== undefined) {
    const { code, field, member, message } = known;
    const [, name] = member?.exec(detail) ?? [];
    const pointer = `/${field}${name === undefined ? '' : `/${name}`}`;
    const violations: Violation[] = field === undefined ? [] : [{ pointer, message, code }];
    return new DomainError(code, message, violations, { cause: thrown });
  }
  const isSqlState = /^[0-9A-Z]{5}$/.test(code) && !networkErrors.test(code);
  if (
    isSqlState
      ? temporary.test(code) || transactionState.test(code)
      : networkErrors.test(code) || noConnection.test(message)
  ) {
    return unavailable(thrown);
  }
  return thrown;
};

/** Runs a query. @throws the result of `toDomainError` if it fails */
export const translated = async <T>(
  query: () => Promise<T>,
  references?: ReferenceConstraints,
): Promise<T> => {
  try {
    return await query();
  } catch (error) {
    throw toDomainError(error, references);
  }
};

/** Runs a query on temporary tables. If they are missing (42P01), their connection was lost: throws `unavailable`. */
export const translatedInSession = async <T>(query: () => Promise<T>): Promise<T> => {
  try {
    return await query();
  } catch (error) {
    throw (error as DatabaseError).code === '42P01' ? unavailable(error as Error) : error;
  }
};
