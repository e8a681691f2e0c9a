import type { Settings } from '../composition/settings.js';
import type { TableContents } from '../core/shared/stored-contents.js';

/** What the commands that copy everything print. */

export const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** Prints the progress: a table that is equal in the source and the target. */
export const printCopy = ({ name, count, checksum }: TableContents, copy: TableContents): void =>
  print(
    `${name.padEnd(20)} ${String(count).padStart(10)} = ${copy.count} rows, checksum ${checksum} = ${copy.checksum}`,
  );

/** Prints the progress: a table that was written. */
export const printTable = ({ name, count }: TableContents): void =>
  print(`${name.padEnd(20)} ${String(count).padStart(10)} rows`);

/** Returns the files of the signing keys and of the sealing key, which are not in the database, one per line. */
export const keyFileLines = (
  settings: Pick<
    Settings,
    'JWT__PRIVATE_KEY' | 'JWT__PUBLIC_KEY' | 'JWT__ACCEPTED_PUBLIC_KEYS' | 'MFA__KEY_FILE'
  >,
): string =>
  [
    settings.JWT__PRIVATE_KEY,
    settings.JWT__PUBLIC_KEY,
    ...settings.JWT__ACCEPTED_PUBLIC_KEYS,
    settings.MFA__KEY_FILE,
  ]
    .map((file) => `  ${file}`)
    .join('\n');
