import { text } from 'node:stream/consumers';

/** Loaded only when a command prompts for input. */
export const prompts = () => import('@inquirer/prompts');

/** Returns the email of `--email`, or prompts for it on a terminal. @throws Error if it is missing */
export const askEmail = async (option: string | undefined): Promise<string> => {
  const email =
    option ??
    (process.stdin.isTTY ? await (await prompts()).input({ message: 'Email', required: true }) : '');
  if (email === '')
    throw new Error(
      '--email is missing. Example: --email ada@example.com, with the password on standard input',
    );
  return email;
};

/** Asks for a password on a terminal; otherwise reads it from standard input, without the final line break. */
export const askPassword = async (message = 'Password'): Promise<string> =>
  process.stdin.isTTY
    ? (await prompts()).password({ message, mask: true })
    : (await text(process.stdin)).replace(/\r?\n$/, '');
