import { parseArgs } from 'node:util';
import { registrationBody } from '../adapters/http/identity/auth-routes.js';
import { bodyValidator } from '../adapters/http/validation.js';
import { DomainError } from '../core/shared/errors.js';
import { askEmail, askPassword, prompts } from './ask.js';
import { command } from './command.js';
import { withAccounts } from './with-accounts.js';

/** Validates by the rules of a sign-up. @throws Error with one line per violation */
const validate = (registration: object) => {
  try {
    return bodyValidator(registrationBody)(registration);
  } catch (error) {
    throw error instanceof DomainError
      ? new Error(error.violations.map(({ message }) => message).join('\n'))
      : error;
  }
};

/** Adds a remedy to the error of an email that is already in use. */
const addRemedy = (error: unknown): never => {
  if (error instanceof DomainError && error.code === 'email-taken')
    throw new Error(`${error.message} npm run account:password sets the password of an existing account.`);
  throw error;
};

/** `npm run admin:create`: creates an admin. Asks for missing options. The password can come from standard input. */
await command(async () => {
  const { values } = parseArgs({ options: { email: { type: 'string' }, name: { type: 'string' } } });
  const isInteractive = process.stdin.isTTY && values.email === undefined;
  const email = await askEmail(values.email);
  const visibleName =
    values.name ??
    (isInteractive
      ? await (await prompts()).input({ message: 'Visible name', default: 'Administrator' })
      : email.slice(0, 35));
  const password = await askPassword();

  const registration = validate({ email, visibleName, password });

  await withAccounts(async ({ registerUser }) => {
    const { id } = await registerUser.registerAdmin(registration).catch(addRemedy);
    process.stdout.write(`${registration.email} is now an admin (user ${id})\n`);
  });
});
