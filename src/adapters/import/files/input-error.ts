/** Replaces control characters, which a terminal would execute. */
export const printable = (text: string): string => text.replaceAll(/\p{Cc}/gu, '\ufffd');

/** A file that cannot be read. The message names the file. */
export class InputError extends Error {
  /** @param line from 1; undefined: the file as a whole */
  constructor(
    readonly file: string,
    reason: string,
    readonly line?: number,
    options?: ErrorOptions,
  ) {
    super(`${file}${line === undefined ? '' : `, line ${line}`}: ${printable(reason)}`, options);
    this.name = 'InputError';
  }
}
