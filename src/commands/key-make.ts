import { keyManagement } from '../composition/keys-module.js';
import { systemInitiator } from '../core/shared/audit.js';
import { command, printError } from './command.js';
import { keyRequestOf, parseKeyOptions, throwWithOptions, usage } from './key-options.js';
import { withAccounts } from './with-accounts.js';

/**
 * `npm run key:make`: makes an API key of a service account, and the account if there is none with that name. Prints the key
 * alone to standard output, so that it can be piped into a file or a secret store.
 */
await command(async () => {
  const options = parseKeyOptions(process.argv.slice(2));
  if (options === undefined) {
    process.stdout.write(`${usage()}\n`);
    return;
  }
  const request = keyRequestOf(options);
  await withAccounts(async (_accounts, infrastructure) => {
    const { makeServiceKey } = keyManagement(infrastructure);
    const { key, account, isNew } = await makeServiceKey
      .run(request, systemInitiator)
      .catch((error) => throwWithOptions(error, options));
    printError(
      `${isNew ? 'created' : 'using'} the service account ${account.name} (${account.id}, role ${account.role}); ` +
        `key ${key.id}: ${key.permissions.join(', ')}, ${key.expiresAt === null ? 'does not expire' : `expires ${key.expiresAt}`}`,
    );
    process.stdout.write(`${key.key}\n`);
  });
});
