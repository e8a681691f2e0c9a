import { DomainError } from '../../core/shared/errors.js';
import { reasonOf } from '../../core/shared/reason.js';

const checkAddress = 'Check that Postgres listens at the host and port of DB_URL';
const addCa = 'Add the file of the CA to DB_URL: ?sslmode=verify-full&sslrootcert=/path/to/ca.pem';

/** What to do about a failure, by its code and message. The first match counts. */
const advice: readonly (readonly [failure: RegExp, text: string])[] = [
  [
    /^28000 .*(no encryption|SSL off)/,
    'Add ?sslmode=verify-full to DB_URL, or allow the connection in pg_hba.conf',
  ],
  [/^28/, 'Check the user and the password in DB_URL, and pg_hba.conf of the server'],
  [/client password must be/, 'The server requires a password: add it to DB_URL'],
  [/^3D000 /, 'Create the database (createdb), or correct its name in DB_URL'],
  [
    /^(ENOENT|EACCES|EISDIR) .*, (open|read)/,
    'Check the files that DB_URL names (sslrootcert, sslcert, sslkey)',
  ],
  [/^(ENOTFOUND|EAI_AGAIN) /, 'Check the host in DB_URL'],
  [/^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|ENOENT|EACCES) |timeout|Timeout/, checkAddress],
  [/does not support SSL/, 'Remove sslmode from DB_URL, or turn TLS on in the server'],
  [/SELF_SIGNED_CERT|UNABLE_TO_(GET_ISSUER_CERT|VERIFY_LEAF_SIGNATURE)/, addCa],
  [/^ERR_TLS_CERT_ALTNAME_INVALID /, 'Use a host name in DB_URL for which the certificate is valid'],
  [
    /^(ECONNRESET|EPIPE|ECONNABORTED) |terminated|not queryable|establishing an SSL connection/,
    `${checkAddress}. If the port accepts only TLS, add ?sslmode=verify-full&sslnegotiation=direct`,
  ],
  [/^53100 /, 'Free space on the disk of the database'],
  [/^533/, 'Lower DB__POOL_MAX, or raise max_connections of the server'],
  [/^42501 /, 'Make the user of DB_URL the owner of the database'],
  [
    /^25006 /,
    'Set DB_URL to a server that accepts writes: not a standby, and without default_transaction_read_only',
  ],
  [/^(0A000|58P01) .*extension/, 'Install the contrib modules of Postgres (Debian: postgresql-contrib)'],
  [/^57P03 /, 'Try again when the server accepts connections'],
];

const statement =
  /^\s*(select|insert|update|delete|with|create|alter|drop|set|begin|lock|savepoint|release|rollback|commit|declare|fetch|close|analyze)\b/i;

/** Removes the statement and its values, which knex prepends to the message of the server or the driver. */
const withoutStatement = (error: Error): Error => {
  if (!statement.test(error.message)) return error;
  const { code } = error as { code?: string };
  return Object.assign(new Error(error.message.split(' - ').at(-1)), { code });
};

/** Returns why the database cannot be used, with the code of the driver or the server, and what to do about it. */
export const databaseReason = (thrown: unknown): string => {
  const error = thrown instanceof DomainError ? thrown.cause : thrown;
  const reason = reasonOf(error instanceof Error ? withoutStatement(error) : error);
  const { code = '', errors } = error as { code?: string; errors?: readonly { code?: string }[] };
  const [, remedy] = advice.find(([failure]) => failure.test(`${code || errors?.[0]?.code} ${reason}`)) ?? [];
  return remedy === undefined ? reason : `${reason}. ${remedy}`;
};
