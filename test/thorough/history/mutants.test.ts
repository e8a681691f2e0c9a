import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { type Edit, edited, otherVersion, root, transpiled } from '../../../scripts/history/builds.js';
import { mutants } from '../../../scripts/history/mutants.js';

describe('an edit of a build:', () => {
  const edit: Edit = { file: 'a.js', from: 'b', to: 'c' };

  it('whose text is there once: replaces it', () => {
    expect(edited('abd', edit)).to.equal('acd');
  });

  for (const text of ['ad', 'abbd']) {
    it(`whose text is in "${text}" not once: is refused`, () => {
      expect(() => edited(text, edit)).to.throw('a.js');
    });
  }

  const all: readonly [string, readonly Edit[]][] = [
    ...Object.entries(mutants),
    ['another version', [otherVersion]],
  ];
  for (const [name, edits] of all) {
    it(`for "${name}": fits the sources as they are`, () => {
      for (const one of edits) {
        const source = readFileSync(join(root, 'src', one.file.replace(/\.js$/, '.ts')), 'utf8');
        const text = transpiled(source);
        expect(edited(text, one)).to.not.equal(text);
      }
    });
  }
});
