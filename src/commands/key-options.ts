import { parseArgs } from 'node:util';
import { keyRequest, serviceAccountRequest } from '../adapters/http/identity/key-schemas.js';
import { bodyValidator } from '../adapters/http/validation.js';
import type { ServiceKeyRequest } from '../core/identity/make-service-key.js';
import type { KeyRequest } from '../core/identity/manage-keys.js';
import type { ServiceAccountFields } from '../core/identity/service-account.js';
import { DomainError } from '../core/shared/errors.js';

/** A date that is accepted for three months, so that a copied example works. */
const exampleDate = () => new Date(Date.now() + 90 * 86_400_000).toISOString().slice(0, 10);

export const usage = (): string => `Usage: npm run -s key:make -- --service NAME --permissions LIST [options]

Creates an API key of a service account, and the account if there is none with this name. Prints only the key to standard
output.

  --service NAME       the service account, such as importer
  --permissions LIST   catalogue:read, catalogue:write, or both, separated by a comma
  --role ROLE          user or moderator. Default: the role of the account, or the lowest that has the permissions
  --name NAME          the name of the key. Default: that of the service account
  --expires TIME       a date (its beginning, UTC) or a time, at most a year away. Default: the key does not expire
  --help               prints this

Example: npm run -s key:make -- --service importer --permissions catalogue:read,catalogue:write --expires ${exampleDate()}`;

const text = { type: 'string' } as const;
const options = { service: text, permissions: text, role: text, name: text, expires: text } as const;
export type KeyOptions = { readonly [name in keyof typeof options]?: string };

/** Returns the options; undefined: the user asked for help. @throws Error with the usage */
export const parseKeyOptions = (args: readonly string[]): KeyOptions | undefined => {
  try {
    const { help, ...values } = parseArgs({
      args: [...args],
      options: { ...options, help: { type: 'boolean', short: 'h' } },
    }).values;
    if (help) return undefined;
    for (const name of ['service', 'permissions'] as const)
      if (values[name] === undefined) throw new Error(`--${name} is required.`);
    return values;
  } catch (error) {
    throw new Error(`${(error as Error).message}\n\n${usage()}`);
  }
};

/** The option of each field that the rules of the API name. */
const optionOf = {
  service: 'service',
  role: 'role',
  name: 'name',
  permissions: 'permissions',
  expiresAt: 'expires',
};

const exampleOf = (option: string): string =>
  ({
    service: 'importer',
    role: 'moderator',
    name: '"Nightly import"',
    permissions: 'catalogue:read,catalogue:write',
    expires: exampleDate(),
  })[option] ?? '';

/**
 * Throws an error whose violations name the options and their values, one per line, with an example. Other errors are thrown
 * unchanged.
 * @param nameOption the option of the field `name`: that of the account, or that of the key
 */
export const throwWithOptions = (
  error: unknown,
  values: KeyOptions,
  nameOption: 'service' | 'name' = 'name',
): never => {
  if (!(error instanceof DomainError) || error.violations.length === 0) throw error;
  const lines = error.violations.map(({ pointer, message }) => {
    const field = pointer.split('/')[1] ?? '';
    const option = field === 'name' ? nameOption : optionOf[field as keyof typeof optionOf];
    const reason = message.replace(/^\w+(?:\[\d+\])?/, '');
    return `--${option} "${values[option as keyof KeyOptions]}"${reason}. Example: --${option} ${exampleOf(option)}`;
  });
  throw new Error([...new Set(lines)].join('\n'));
};

/** The request of these options, by the rules of the API. @throws Error */
export const keyRequestOf = (values: KeyOptions): ServiceKeyRequest => {
  const { service, permissions = '', role, name = service, expires } = values;
  const expiresAt =
    expires !== undefined && /^\d{4}-\d\d-\d\d$/.test(expires) ? `${expires}T00:00:00Z` : expires;
  let account: ServiceAccountFields;
  try {
    account = bodyValidator<ServiceAccountFields>(serviceAccountRequest)({
      name: service,
      role: role ?? 'user',
    });
  } catch (error) {
    return throwWithOptions(error, values, 'service');
  }
  try {
    const key = bodyValidator<KeyRequest>(keyRequest)({
      name,
      permissions: permissions.split(',').map((one) => one.trim()),
      ...(expiresAt !== undefined && { expiresAt }),
    });
    return { ...key, service: account.name, role: role === undefined ? undefined : account.role };
  } catch (error) {
    return throwWithOptions(error, values);
  }
};
