import { expect } from 'chai';
import { idempotentRequest } from '../../../src/adapters/http/idempotency-key.js';

type OnceInput = Parameters<typeof idempotentRequest>[1];

const fingerprint = (subject: string, body: object) =>
  idempotentRequest(subject, {
    headers: { 'idempotency-key': 'key' },
    body,
    caller: { userId: 1, sessionId: 's', role: 'moderator' },
  } as unknown as OnceInput)?.fingerprint;

describe('the fingerprint of a request with an Idempotency-Key', () => {
  it('the same body on another route: differs', () => {
    expect(fingerprint('movies', { title: 'Vagabond' })).to.not.equal(
      fingerprint('series', { title: 'Vagabond' }),
    );
  });

  it('the same body with its keys in another order: is the same', () => {
    expect(fingerprint('movies', { title: 'Vagabond', releaseYear: 1985 })).to.equal(
      fingerprint('movies', { releaseYear: 1985, title: 'Vagabond' }),
    );
    const filter = { genre: 'drama', releaseYear: 1985 };
    expect(fingerprint('movies/bulk', { filter })).to.equal(
      fingerprint('movies/bulk', { filter: { releaseYear: 1985, genre: 'drama' } }),
    );
    expect(fingerprint('movies/bulk', { filter })).to.not.equal(
      fingerprint('movies/bulk', { filter: { ...filter, releaseYear: 1986 } }),
    );
  });
});
