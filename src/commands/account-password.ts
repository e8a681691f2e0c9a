import { parseArgs } from 'node:util';
import { maxPasswordLength } from '../core/identity/password-policy.js';
import { askPassword, prompts } from './ask-password.js';
import { command } from './command.js';
import { withAccounts } from './with-accounts.js';

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

  await withAccounts(async ({ setPassword }) => {
    const user = await setPassword.run(email, password);
    process.stdout.write(
      `The password of ${user.email} (user ${user.id}) was set, and all sessions ended.\n`,
    );
    if (!user.active)
      process.stdout.write('The account is inactive: an admin has to activate it before it can be used.\n');
  });
});
