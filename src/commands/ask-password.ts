import { text } from 'node:stream/consumers';

/** Loaded where there is somebody to ask. */
export const prompts = () => import('@inquirer/prompts');

/** Asks for a password on a terminal; elsewhere reads it from standard input, without the line break at its end. */
export const askPassword = async (): Promise<string> =>
  process.stdin.isTTY
    ? (await prompts()).password({ message: 'Password', mask: true })
    : (await text(process.stdin)).replace(/\r?\n$/, '');
