import { parseArgs } from 'node:util';
import { registrationBody } from '../adapters/http/identity/auth-routes.js';
import { bodyValidator } from '../adapters/http/validation.js';
import { DomainError } from '../core/shared/errors.js';
import { askPassword, prompts } from './ask-password.js';
import { command } from './command.js';
import { withAccounts } from './with-accounts.js';

/** The rules for who signs up hold for admins too. */
const valid = (registration: object) => {
  try {
    return bodyValidator(registrationBody)(registration);
  } catch (error) {
    throw error instanceof DomainError
      ? new Error(error.violations.map(({ message }) => message).join('\n'))
      : error;
  }
};

/** @throws Error that says how to enter an account that exists already */
const withAdvice = (error: unknown): never => {
  if (error instanceof DomainError && error.code === 'email-taken')
    throw new Error(`${error.message} npm run account:password sets the password of an account that exists.`);
  throw error;
};

/** `npm run admin:create`: asks for what it is not told. The password is asked for, or read from standard input. */
await command(async () => {
  const { values } = parseArgs({ options: { email: { type: 'string' }, name: { type: 'string' } } });
  const asks = process.stdin.isTTY && values.email === undefined;
  const email =
    values.email ?? (asks ? await (await prompts()).input({ message: 'Email', required: true }) : '');
  if (email === '')
    throw new Error('say whose account it is: --email ada@example.com, with the password on standard input');
  const visibleName =
    values.name ??
    (asks
      ? await (await prompts()).input({ message: 'Visible name', default: 'Administrator' })
      : email.slice(0, 35));
  const password = await askPassword();

  const registration = valid({ email, visibleName, password });

  await withAccounts(async ({ registerUser }) => {
    const { id } = await registerUser.registerAdmin(registration).catch(withAdvice);
    process.stdout.write(`${registration.email} is an admin now (user ${id})\n`);
  });
});
