import { parseArgs } from 'node:util';
import { keyRequest, serviceAccountRequest } from '../adapters/http/identity/key-schemas.js';
import { bodyValidator } from '../adapters/http/validation.js';
import { keyManagement } from '../composition/keys-module.js';
import type { KeyRequest } from '../core/identity/manage-keys.js';
import type { ServiceAccountFields } from '../core/identity/service-account.js';
import { systemInitiator } from '../core/shared/audit.js';
import { DomainError } from '../core/shared/errors.js';
import { command, printError } from './command.js';
import { withAccounts } from './with-accounts.js';

const usage =
  'Usage: npm run -s key:make -- --service importer --permissions catalogue:read,catalogue:write\n' +
  '  [--role user|moderator] [--name "Nightly import"] [--expires 2027-01-31]';

/** The violations of an error, one per line. */
const withViolations = (error: unknown): never => {
  throw error instanceof DomainError && error.violations.length > 0
    ? new Error(error.violations.map(({ message }) => message).join('\n'))
    : error;
};

/** Reads the options, by the rules of the API. A date without a time is its beginning, UTC. @throws Error */
const readOptions = () => {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    options: { service: text, permissions: text, role: text, name: text, expires: text },
  });
  const { service, permissions, role, name, expires } = values;
  if (service === undefined || permissions === undefined) throw new Error(usage);
  const expiresAt = expires !== undefined && !expires.includes('T') ? `${expires}T00:00:00Z` : expires;
  const request = {
    name: name ?? service,
    permissions: permissions.split(','),
    ...(expiresAt && { expiresAt }),
  };
  try {
    const account = bodyValidator<ServiceAccountFields>(serviceAccountRequest)({
      name: service,
      role: role ?? 'user',
    });
    return {
      ...bodyValidator<KeyRequest>(keyRequest)(request),
      service: account.name,
      role: role === undefined ? undefined : account.role,
    };
  } catch (error) {
    return withViolations(error);
  }
};

/**
 * `npm run key:make`: makes an API key of a service account, and the account if there is none with that name. Prints the key
 * alone to standard output, so that it can be piped into a file or a secret store.
 */
await command(async () => {
  const request = readOptions();
  await withAccounts(async (_accounts, infrastructure) => {
    const { makeServiceKey } = keyManagement(infrastructure);
    const { key, account, isNew } = await makeServiceKey.run(request, systemInitiator).catch(withViolations);
    printError(
      `${isNew ? 'created' : 'using'} the service account ${account.name} (${account.id}, role ${account.role}); ` +
        `key ${key.id}: ${key.permissions.join(', ')}, ${key.expiresAt === null ? 'does not expire' : `expires ${key.expiresAt}`}`,
    );
    process.stdout.write(`${key.key}\n`);
  });
});
