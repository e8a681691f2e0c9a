import { parseArgs } from 'node:util';
import { Argon2PasswordHasher } from '../adapters/crypto/argon2-password-hasher.js';
import { knexRepositories } from '../adapters/knex/knex-repositories.js';
import { KnexUserRepository } from '../adapters/knex/knex-user-repository.js';
import { commandUnitOfWork } from '../composition/command-unit-of-work.js';
import { createLog } from '../composition/create-log.js';
import { passwordPolicy } from '../composition/identity-bindings.js';
import { readSettings } from '../composition/settings.js';
import { openStorage } from '../composition/storage.js';
import { maxPasswordLength } from '../core/identity/password-policy.js';
import { SetPassword } from '../core/identity/set-password.js';
import { askPassword, prompts } from './ask-password.js';
import { command } from './command.js';

/**
 * `npm run account:password`: sets the password of an account, and ends its sessions. The password is asked for, or read
 * from standard input.
 */
await command(async () => {
  const { values } = parseArgs({ options: { email: { type: 'string' } } });
  const email =
    values.email ??
    (process.stdin.isTTY ? await (await prompts()).input({ message: 'Email', required: true }) : '');
  if (email === '')
    throw new Error('--email is missing: --email ada@example.com, with the password on standard input');
  const password = await askPassword();
  if (password.length > maxPasswordLength)
    throw new Error(`The password has more than ${maxPasswordLength} characters.`);

  const settings = readSettings();
  const { database, close } = await openStorage(settings, createLog(settings));
  try {
    const setPassword = new SetPassword(
      new KnexUserRepository(database),
      commandUnitOfWork(database, knexRepositories([])),
      new Argon2PasswordHasher(),
      passwordPolicy(settings.PASSWORD__MIN_LENGTH),
      { now: () => new Date() },
    );
    const user = await setPassword.run(email, password);
    process.stdout.write(
      `The password of ${user.email} (user ${user.id}) was set, and all sessions ended.\n`,
    );
    if (!user.active)
      process.stdout.write('The account is inactive: an admin has to activate it before it can be used.\n');
  } finally {
    await close();
  }
});
