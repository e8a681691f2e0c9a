/** Text of a file as it may stand in a message: on a terminal, control characters would do things. */
export const printable = (text: string): string => text.replaceAll(/\p{Cc}/gu, '\ufffd');

/** A file that cannot be read as what it is meant to be. The message is for whoever named the file, and names it. */
export class InputError extends Error {
  /** @param line where it is wrong, from 1; without one, as a whole */
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
