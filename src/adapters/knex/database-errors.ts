import type { AnyKind } from '../../core/catalogue/kind.js';
import { kindOf, referenceCodes } from '../../core/catalogue/references.js';
import { DomainError, type DomainErrorCode, type Violation } from '../../core/shared/errors.js';
import { snake } from './row-mapping.js';

interface Meaning {
  readonly code: DomainErrorCode;
  readonly message: string;
  /** The field of the body that is wrong; none, where the body is not the reason. */
  readonly field?: string;
}

const endedMeanwhile: Meaning = {
  code: 'session-ended',
  message: 'The account or its session was removed during this request: log in again.',
};

/**
 * The meaning of each named constraint (see the migrations). The foreign keys of the catalogue follow from its kinds:
 * `referenceConstraints`.
 */
const constraints: readonly (readonly [name: RegExp, meaning: Meaning])[] = [
  [/^users_email_key$/, { code: 'email-taken', field: 'email', message: 'Another account has this email.' }],
  [
    /^users_visible_name_key$/,
    { code: 'visible-name-taken', field: 'visibleName', message: 'Another account has this visible name.' },
  ],
  [
    /^\w+_imdb_id_key$/,
    { code: 'imdb-id-taken', field: 'imdbId', message: 'Another item of this kind has this IMDb id.' },
  ],
  [
    /^\w+_source_id_key$/,
    { code: 'source-id-taken', field: 'sourceId', message: 'Another item of this kind has this source id.' },
  ],
  [/^(?:idempotency_keys|mail_queue|one_time_tokens|sessions)_user_id_fkey$/, endedMeanwhile],
  [/^refresh_tokens_session_id_fkey$/, endedMeanwhile],
];

/** Meanings of foreign keys, by their names. */
export type ReferenceConstraints = ReadonlyMap<string, Meaning>;

/** The meanings of the foreign keys `<table>_<column>_fkey` of all references. */
export const referenceConstraints = (kinds: readonly AnyKind[]): ReferenceConstraints =>
  new Map(
    kinds.flatMap(({ plural, references }) =>
      references.map(({ field, to }): [string, Meaning] => [
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
 * SQLSTATEs of a session whose transaction is in another state than the statement expects, such as 25P02 (a transaction
 * that failed before) and 25P01 (no transaction): classes 0B, 25, 2D and 3B. The connection is of no more use.
 */
const transactionState = /^(0B|25|2D|3B)/;

/**
 * SQLSTATEs that say "not now": connection, resources, shutting down, time limits, conflicts between transactions,
 * a server that only reads, a role or database that is not there (yet).
 */
const notNow = /^(08|53|57P|57014|40001|40003|40P01|55P03|28|3D000)/;

/** What the network, the driver and the pool say when there is no database to be had. */
const networkErrors =
  /^(ECONN(REFUSED|RESET|ABORTED)|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$/;
// knex puts the statement in front, and " - " between.
const noConnection =
  /(?:^| - )(?:Connection terminated|Query read timeout|timeout expired|Client has encountered a connection error|Client was closed|Knex: Timeout acquiring)|not queryable|aborted$/;

interface DatabaseError extends Error {
  readonly code?: string;
  readonly constraint?: string;
}

/** Whether the connection's transaction is in a wrong state. Not 25006: a server that only reads does that. */
export const isTransactionStateError = ({ code = '' }: { readonly code?: string | undefined }): boolean =>
  transactionState.test(code) && code !== '25006';

const unavailable = (cause: Error) =>
  new DomainError('unavailable', 'The database cannot be reached right now.', [], { cause });

/**
 * The domain error behind what the driver threw; anything unknown is returned as it is, and is a fault of ours.
 */
export const toDomainError = (thrown: unknown, references: ReferenceConstraints = new Map()): unknown => {
  if (!(thrown instanceof Error) || thrown instanceof DomainError) return thrown;
  const { code = '', constraint = '', message } = thrown as DatabaseError;
  const known = references.get(constraint) ?? constraints.find(([name]) => name.test(constraint))?.[1];
  if (known !== undefined) {
    const { code, field, message } = known;
    const violations: Violation[] = field === undefined ? [] : [{ pointer: `/${field}`, message, code }];
    return new DomainError(code, message, violations, { cause: thrown });
  }
  const isSqlState = /^[0-9A-Z]{5}$/.test(code) && !networkErrors.test(code);
  if (
    isSqlState
      ? notNow.test(code) || transactionState.test(code)
      : networkErrors.test(code) || noConnection.test(message)
  ) {
    return unavailable(thrown);
  }
  return thrown;
};

/** Runs a query and throws what `toDomainError` makes of its failure. */
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

/** For what needs temporary tables: where they are gone (42P01), so is the connection that they went with. */
export const translatedInSession = async <T>(query: () => Promise<T>): Promise<T> => {
  try {
    return await query();
  } catch (error) {
    throw (error as DatabaseError).code === '42P01' ? unavailable(error as Error) : error;
  }
};
