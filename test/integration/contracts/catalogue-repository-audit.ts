import { expect } from 'chai';
import type { Knex } from 'knex';
import { authorDraft, movieDraft } from '../../support/drafts.js';
import type { CatalogueUnderTest } from './catalogue-repository.js';
import { by, refusal } from './fixtures.js';

/** What every CatalogueRepository over a database promises of the audit trail. */
export const catalogueAuditContract = (
  name: string,
  catalogue: () => CatalogueUnderTest,
  knex: () => Knex,
) => {
  /** How many entries there are, and what those of one item tell. */
  const entries = async () => Number((await knex()('audit').count({ total: '*' }))[0]?.total);
  const told = (kind: string, id: number) =>
    knex()('audit')
      .where({ subject_kind: kind, subject_id: String(id) })
      .orderBy('id')
      .select('action', 'actor_id', 'ip', 'request_id', 'details');

  describe(`the audit trail of a catalogue in ${name}`, () => {
    it('add, change and remove: done: leave an entry each, with who it was', async () => {
      const { movies } = catalogue();
      const before = await entries();
      const { id } = await movies.add(movieDraft(), by);
      await movies.change(id, (current) => ({ ...current, title: 'Vagabond', genres: ['drama'] }), by);
      await movies.remove(id, () => {}, { actorId: null, ip: null, requestId: null });
      const who = { actor_id: 7, ip: '192.0.2.7', request_id: 'request-7' };
      expect(await told('movie', id)).to.deep.equal([
        { ...who, action: 'movie.created', details: {} },
        { ...who, action: 'movie.changed', details: { fields: ['title', 'genres'] } },
        { actor_id: null, ip: null, request_id: null, action: 'movie.removed', details: {} },
      ]);
      expect(await entries()).to.equal(before + 3);
    });

    it('add, change and remove: refused: leave none', async () => {
      const { authors, movies } = catalogue();
      const { id: authorId } = await authors.add(authorDraft(), by);
      const { id } = await movies.add(movieDraft({ authorId }), by);
      const before = await entries();
      const no = () => {
        throw new Error('no');
      };
      await refusal(movies.add(movieDraft({ authorId: 2 ** 31 - 1 }), by));
      await refusal(movies.change(id, (current) => ({ ...current, authorId: 2 ** 31 - 1 }), by));
      await refusal(authors.remove(authorId, () => {}, by));
      for (const write of [movies.change(id, no, by), movies.remove(id, no, by)]) {
        expect(await write.catch((error: Error) => error.message)).to.equal('no');
      }
      await movies.change(2 ** 31 - 1, (current) => current, by);
      await movies.remove(2 ** 31 - 1, () => {}, by);
      expect(await entries()).to.equal(before);
    });
  });
};
