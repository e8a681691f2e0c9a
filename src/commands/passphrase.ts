import { readFileSync } from 'node:fs';
import { reasonOf } from '../core/shared/reason.js';
import { askPassword } from './ask.js';

/**
 * Reads the passphrase of a backup, without the final line break.
 * @param file `-`: standard input, or a prompt on a terminal
 */
export const readPassphrase = async (file: string): Promise<string> => {
  const passphrase = file === '-' ? await askPassword('Passphrase') : readFile(file);
  if (passphrase === '')
    throw new Error(`The passphrase is empty (${file === '-' ? 'standard input' : file}).`);
  return passphrase;
};

const readFile = (file: string): string => {
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    throw new Error(`--passphrase-file cannot be read: ${reasonOf(error)}`, { cause: error });
  }
};
