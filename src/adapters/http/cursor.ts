import { HttpError } from './http-error.js';

/** A cursor says in which list it goes on, and behind which id; clients take it as it is. */
export const encodeCursor = (scope: string, after: number): string =>
  Buffer.from(`${scope} ${after}`).toString('base64url');

/** @throws HttpError `bad-cursor` for anything that `encodeCursor` has not made for this list */
export const decodeCursor = (scope: string, cursor: string): number => {
  const [inScope, after, ...rest] = Buffer.from(cursor, 'base64url').toString().split(' ');
  const id = Number(after);
  if (
    inScope !== scope ||
    rest.length > 0 ||
    encodeCursor(scope, id) !== cursor ||
    !Number.isInteger(id) ||
    id < 1 ||
    id > 2 ** 31 - 1
  ) {
    throw new HttpError('bad-cursor', 'This cursor was not made for this list.', [
      { parameter: 'cursor', message: 'cursor was not made for this list', code: 'bad-cursor' },
    ]);
  }
  return id;
};
