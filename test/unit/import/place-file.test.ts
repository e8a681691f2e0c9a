import { readdirSync } from 'node:fs';
import { expect } from 'chai';
import fc from 'fast-check';
import { PlaceFile } from '../../../src/adapters/import/place-file.js';
import type { Place } from '../../../src/core/import/import-row.js';

const largest = 2 ** 31 - 1;

describe('the places of imported items', () => {
  it('of any items, with one page in memory or many: are those that were put last', () => {
    const put = fc.record({
      plural: fc.constantFrom('authors', 'movies'),
      id: fc.oneof(fc.integer({ min: 1, max: 5_000 }), fc.integer({ min: 1, max: largest })),
      place: fc.record({
        file: fc.constantFrom('a.csv', 'b.csv', 'c.csv'),
        line: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constant(2 ** 32 - 1)),
      }),
    });
    fc.assert(
      fc.property(fc.array(fc.array(put)), fc.integer({ min: 1, max: 4 }), (batches, pages) => {
        const places = new PlaceFile(pages);
        const expected = { authors: new Map<number, Place>(), movies: new Map<number, Place>() };
        const ids = [...batches.flat().map(({ id }) => id), 7, largest];
        for (const batch of batches) {
          for (const plural of ['authors', 'movies'] as const) {
            const taken = batch.filter((one) => one.plural === plural);
            places.put(plural, taken);
            for (const { id, place } of taken) expected[plural].set(id, place);
          }
        }
        for (const plural of ['authors', 'movies'] as const)
          for (const id of ids)
            expect({ ...places.of(plural, [id]).get(id) }).to.deep.equal({ ...expected[plural].get(id) });
      }),
    );
  });

  it('close: frees the file, and forgets the places', () => {
    const openFiles = () => readdirSync('/dev/fd').length;
    const before = openFiles();
    const places = new PlaceFile(1);
    const place = { file: 'a.csv', line: 1 };
    places.put(
      'movies',
      [1, 1_000].map((id) => ({ id, place })),
    );
    expect(openFiles()).to.equal(before + 1);
    places.close();
    expect([openFiles(), places.of('movies', [1, 1_000]).size]).to.deep.equal([before, 0]);
  });
});
