import { expect } from 'chai';
import { knownSources } from '../../../../src/adapters/import/known-sources/known-sources.js';
import { type Imported, importFiles } from '../mapping/importing-files.js';

/** Imports files of known sources. `files[0]` is the one that is given. */
export const importOf = (...args: [files: Readonly<Record<string, string>>, path?: string]) =>
  importFiles(knownSources, ...args);

export const lantern = { title: 'The Paper Lantern', releaseYear: 2009 };
export const lights = { title: 'Harbour Lights', releaseYear: 2015 };

/** Files, the first of which is imported, and what comes of it. */
export type Shape = readonly [Readonly<Record<string, string>>, Partial<Imported>];

/** A test for each shape, by its name. */
export const describeShapes = (shapes: Readonly<Record<string, Shape>>) => {
  for (const [name, [files, expected]] of Object.entries(shapes)) {
    it(`${name}: is imported without options`, async () => {
      const imported = await importOf(files);
      expect({ rejected: imported.rejected }).to.deep.equal({ rejected: expected.rejected ?? [] });
      for (const [key, value] of Object.entries(expected))
        expect(imported[key as keyof Imported], key).to.deep.equal(value);
      expect([imported.movies.length, imported.series.length]).to.deep.equal([
        expected.movies?.length ?? 0,
        expected.series?.length ?? 0,
      ]);
    });
  }
};
