/**
 * Measures what the cache saves by storing serialized responses: microseconds to parse, shape and serialize a response from
 * the JSON of an item, against unpacking its stored bytes (docs/adr/0007).
 *
 *     npx tsx bench/replies.ts
 */
import { pack, unpack } from '../src/adapters/http/cached-replies.js';
import { movieBody } from '../src/adapters/http/catalogue/movie-schema.js';
import { pageOf } from '../src/adapters/http/list-pages.js';
import { readyReplies } from '../src/adapters/http/ready-replies.js';
import { route } from '../src/adapters/http/route.js';
import { storedItem } from '../src/adapters/http/schemas.js';

const item = storedItem(movieBody);
const movie = {
  id: 7,
  version: 3,
  title: 'Cléo from 5 to 7',
  releaseYear: 1962,
  runtimeMinutes: 90,
  genres: ['drama', 'comedy'],
  description: null,
  authorId: 12,
  imdbId: 'tt0055852',
  createdAt: '2026-11-23T16:19:25.638Z',
  updatedAt: '2026-11-23T16:19:25.638Z',
};
const page = { items: Array(20).fill(movie), page: { limit: 20, nextCursor: 'bW92aWVzIDIw' } };

/** Returns the microseconds of one call: the best of five rounds, since other processes only add time. */
const time = (work: () => unknown) => {
  const calls = 20_000;
  const round = () => {
    const began = performance.now();
    for (let i = 0; i < calls; i += 1) work();
    return ((performance.now() - began) / calls) * 1_000;
  };
  return Math.min(...Array.from({ length: 5 }, round)).toFixed(1);
};

for (const [name, body, schema] of [
  ['item', movie, item],
  ['page of 20', page, pageOf('Movie', item)],
] as const) {
  const ready = readyReplies(
    route({
      method: 'get',
      path: '/',
      tag: '',
      operationId: 'bench',
      summary: '',
      permission: 'everybody',
      input: {},
      output: { 200: { description: '', body: schema } },
      errors: [],
      handle: async () => ({ status: 200 }),
    }),
  );
  const headers = { ETag: '"3"' };
  const json = JSON.stringify(body);
  const packed = pack(ready({ status: 200, body, headers }));
  const anew = time(() => ready({ status: 200, body: JSON.parse(json), headers }));
  console.log(
    `${name}: ${anew} µs serialized anew, ${time(() => unpack(packed))} µs unpacked from the cache`,
  );
}
