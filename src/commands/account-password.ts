import { parseArgs } from 'node:util';
import { maxPasswordLength } from '../core/identity/password-policy.js';
import { askEmail, askPassword } from './ask.js';
import { command } from './command.js';
import { withAccounts } from './with-accounts.js';

/**
 * `npm run account:password`: sets the password of an account and ends its sessions. Reads the password from a prompt or
 * from standard input.
 */
await command(async () => {
  const { values } = parseArgs({ options: { email: { type: 'string' } } });
  const email = await askEmail(values.email);
  const password = await askPassword();
  if (password.length > maxPasswordLength)
    throw new Error(`The password has more than ${maxPasswordLength} characters.`);

  await withAccounts(async ({ setPassword }) => {
    const user = await setPassword.run(email, password);
    process.stdout.write(`Set the password of ${user.email} (user ${user.id}), and ended all sessions.\n`);
    if (!user.active)
      process.stdout.write('The account is inactive: an admin must activate it before the next login.\n');
  });
});
