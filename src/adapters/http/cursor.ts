import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Position } from '../../core/shared/page.js';
import { HttpError } from './http-error.js';

/** Bytes of a seal: as many as nobody guesses. */
const sealLength = 16;

/** Cursors: a place in one list, sealed (HMAC-SHA-256, RFC 2104), so that what comes back is what went out. */
export class Cursors {
  /** @param secret the same in every instance */
  constructor(private readonly secret: Uint8Array) {}

  /** @param scope says which list it is, in which order, and what of it is listed */
  encode(scope: string, position: Position): string {
    const place = JSON.stringify(position);
    return Buffer.concat([this.#seal(scope, place), Buffer.from(place)]).toString('base64url');
  }

  /** @throws HttpError `bad-cursor` for anything that `encode` has not made for this list */
  decode(scope: string, cursor: string): Position {
    const bytes = Buffer.from(cursor, 'base64url');
    const [seal, place] = [bytes.subarray(0, sealLength), bytes.toString('utf8', sealLength)];
    const isOurs =
      seal.length === sealLength &&
      timingSafeEqual(seal, this.#seal(scope, place)) &&
      bytes.toString('base64url') === cursor;
    if (isOurs) return JSON.parse(place);
    const message = 'cursor was not made for this list, in this order and with these filters';
    throw new HttpError('bad-cursor', 'This cursor was not made for this list.', [
      { parameter: 'cursor', message, code: 'bad-cursor' },
    ]);
  }

  #seal(scope: string, place: string) {
    return createHmac('sha256', this.secret)
      .update(JSON.stringify([scope, place]))
      .digest()
      .subarray(0, sealLength);
  }
}
