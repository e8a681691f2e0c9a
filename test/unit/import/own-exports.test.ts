import { expect } from 'chai';
import { authorDraft } from '../../support/drafts.js';
import { aCatalogue, importedAuthors, installation } from './importing.js';

describe('import rows without keys of their own', () => {
  it('of an export of this installation: match by the id in the sourceId, which is not stored', async () => {
    const { counts, authors } = aCatalogue();
    const { id } = await authors.add(authorDraft({ name: 'Keyless' }));
    const row = { name: 'Keyless', imdbId: null, sourceId: `${installation}/${id}` };
    expect(await counts(importedAuthors, row)).to.deep.equal([0, 0, 1, 0, 0]);
    expect(await counts(importedAuthors, { ...row, name: 'Renamed' })).to.deep.equal([0, 1, 0, 0, 0]);
    expect(await authors.find(id)).to.deep.include({ name: 'Renamed', sourceId: null });
  });

  it('of an export of this installation, whose item was removed: are created with the sourceId', async () => {
    const { counts, everyAuthor } = aCatalogue();
    const row = { name: 'Gone', sourceId: `${installation}/7` };
    expect(await counts(importedAuthors, row)).to.deep.equal([1, 0, 0, 0, 0]);
    expect(await counts(importedAuthors, row)).to.deep.equal([0, 0, 1, 0, 0]);
    expect((await everyAuthor()).map(({ sourceId }) => sourceId)).to.deep.equal([row.sourceId]);
  });

  it('with another sourceId: do not read an id from it', async () => {
    const ids = ['x', '0', '1.5', '01', '1e0', '0x1', ' 1'].map((id) => `${installation}/${id}`);
    for (const sourceId of ['another/1', ...ids]) {
      const { counts, authors } = aCatalogue();
      await authors.add(authorDraft());
      expect(await counts(importedAuthors, { name: 'New', sourceId }), sourceId).to.deep.equal([
        1, 0, 0, 0, 0,
      ]);
    }
  });
});
