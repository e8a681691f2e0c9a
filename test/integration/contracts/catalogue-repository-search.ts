import { expect } from 'chai';
import fc from 'fast-check';
import { authorDraft, movieDraft } from '../../support/drafts.js';
import { runs } from '../../support/thorough.js';
import type { CatalogueUnderTest } from './catalogue-repository.js';

const titles = [
  'The Third Man',
  'The Third Man Theme',
  'A Third Man',
  'The Third Mother',
  'Amélie',
  'Amelie of Montmartre',
  "Schindler's List",
  'Spider-Man',
  'Spider-Man 2',
  'Jaws',
  'Смешарики',
  '七人の侍',
  'Se7en',
  '100% Wolf',
  'Æon Flux',
  'Changing Lanes',
  '???',
  'Up',
  'One Two Three Four Five Six Seven Eight Nine Ten Eleven Twelve Thirteen Fourteen Fifteen Sixteen',
];

/** The contract of the search of a catalogue in a database. */
export const catalogueSearchContract = (name: string, catalogue: () => CatalogueUnderTest) => {
  describe(`the search of a catalogue in ${name}`, () => {
    before(async () => {
      for (const title of titles) await catalogue().movies.add(movieDraft({ title }));
      await catalogue().authors.add(authorDraft({ name: 'Krzysztof Kieślowski' }));
    });
    const found = async (text: string, limit = 10) =>
      (await catalogue().movies.search({ text, limit })).items
        .map(({ item }) => item.title)
        .filter((t) => titles.includes(t));

    it('search: for an exact title: finds it first, then titles that begin with it, then those with its words', async () => {
      expect((await found('The Third Man')).slice(0, 2)).to.deep.equal([
        'The Third Man',
        'The Third Man Theme',
      ]);
      expect((await found('third man')).slice(0, 3)).to.have.members([
        'The Third Man',
        'A Third Man',
        'The Third Man Theme',
      ]);
      const scores = (await catalogue().movies.search({ text: 'the third man', limit: 10 })).items.map(
        ({ score }) => score,
      );
      expect(scores[0]).to.equal(1);
      expect(scores[1]).to.be.within(0.75, 1);
      expect(scores).to.deep.equal([...scores].sort((a, b) => b - a));
    });

    it('search: in another case, without accents or with others: finds it', async () => {
      for (const text of ['AMELIE', 'amélie', 'Amèlie']) expect((await found(text))[0]).to.equal('Amélie');
      expect((await found('aeon flux'))[0]).to.equal('Æon Flux');
      expect((await found('СМЕШАРИКИ'))[0]).to.equal('Смешарики');
      expect((await found('七人'))[0]).to.equal('七人の侍');
      expect(
        (await catalogue().authors.search({ text: 'kieslowski', limit: 5 })).items[0]?.item.name,
      ).to.equal('Krzysztof Kieślowski');
    });

    it('search: words in any order, the last one incomplete: finds it', async () => {
      expect(await found('man third')).to.include.members(['The Third Man', 'A Third Man']);
      expect((await found('the thi'))[0]).to.match(/^The Third/);
      expect(await found('list schind')).to.deep.equal(["Schindler's List"]);
      expect(await found('schindlers')).to.deep.equal(["Schindler's List"]);
    });

    it('search: with a letter wrong, missing or added, or two swapped: finds it', async () => {
      for (const [text, title] of [
        ['The Thrid Man', 'The Third Man'],
        ['The Thirt Man', 'The Third Man'],
        ['Jows', 'Jaws'],
        ['Jwas', 'Jaws'],
        ['jawss', 'Jaws'],
        ['jws', 'Jaws'],
        ['schindlers lidt', "Schindler's List"],
        ['Amilie', 'Amélie'],
        ['Смешерики', 'Смешарики'],
      ] as const) {
        expect([text, (await found(text))[0]]).to.deep.equal([text, title]);
      }
    });

    it('search: for unknown words, or text without words: finds no other title', async () => {
      expect(await found('qqqqqqqq')).to.deep.equal([]);
      expect(await found('third qqqqqqqq zzzzzzzz man xxxxxxxx')).to.not.include('Jaws');
      expect(await found('agnes vadra')).to.deep.equal([]);
      expect((await found('???'))[0]).to.equal('???');
      expect(await found('!')).to.deep.equal([]);
    });

    it('search: with a word that is repeated: finds the same as with it once', async () => {
      const { items } = await catalogue().movies.search({ text: 'man third', limit: 10 });
      const repeated = await catalogue().movies.search({ text: 'man third man third third man', limit: 10 });
      const ids = (all: typeof items) => all.map(({ item }) => item.id).sort();
      expect(repeated.isComplete).to.equal(true);
      expect(ids(repeated.items)).to.include.members(ids(items));
      expect(repeated.items.every(({ score }) => score >= 0.5)).to.equal(true);
      // Its last word is not only a prefix: it also occurs before as a whole word.
      const whole = await catalogue().movies.search({ text: 'thi third thi', limit: 10 });
      expect(whole.items.every(({ score }) => score < 0.5)).to.equal(true);
    });

    it('search: with more than 16 distinct words: uses the first 16', async () => {
      const words =
        'Sixteen Fifteen Fourteen Thirteen Twelve Eleven Ten Nine Eight Seven Six Five Four Three Two One';
      const scoreOf = async (text: string) =>
        (await catalogue().movies.search({ text, limit: 1 })).items[0]?.score ?? 0;
      expect(await scoreOf(words)).to.be.within(0.5, 0.75);
      expect(await scoreOf(`${words} qqqqqqqq zzzzzzzz`)).to.be.within(0.5, 0.75);
      expect(await scoreOf(`${words.replace('Sixteen', 'qqqqqqqq')} Sixteen`)).to.be.below(0.5);
    });

    it('search: with a word of one or two letters: finds no similar one', async () => {
      expect(await found('up')).to.deep.equal(['Up']);
      for (const text of ['ub', 'xp', 'pu', 'u b', 'ж'])
        expect([text, await found(text)]).to.deep.equal([text, []]);
      expect(await found('xq jows')).to.deep.equal(['Jaws']);
    });

    it('search: with a limit: returns no more, and the same items first', async () => {
      const all = await found('third');
      expect(all.length).to.be.at.least(4);
      for (let limit = 1; limit <= 4; limit += 1)
        expect(await found('third', limit)).to.deep.equal(all.slice(0, limit));
    });

    it('search: for any title itself: finds it among the first five', async () => {
      for (const title of titles) expect((await found(title, 5)).slice(0, 5)).to.include(title);
    });

    it('search: for a lone accent, an emoji, or a letter of a script that no title has: finds nothing', async () => {
      for (const text of ['\u0301', '🙂', '\u200d', '・', 'ѫ', '鿿', 'ﷻ'])
        expect([text, (await catalogue().movies.search({ text, limit: 5 })).items]).to.deep.equal([text, []]);
    });

    it('search: after a change or removal: finds the current items', async () => {
      const { movies } = catalogue();
      const { id } = await movies.add(movieDraft({ title: 'Xanadu' }));
      const ids = async (text: string) =>
        (await movies.search({ text, limit: 10 })).items.map(({ item }) => item.id);
      expect(await ids('xanadu')).to.deep.equal([id]);
      await movies.change(id, (current) => ({ ...current, title: 'Yellowknife' }));
      expect([await ids('xanadu'), await ids('yelowknife')]).to.deep.equal([[], [id]]);
      await movies.remove(id, () => {});
      expect(await ids('yellowknife')).to.deep.equal([]);
    });

    it('ASVS 1.2.4, search: for any text: finds something or nothing, and never fails', async () => {
      const odd = [
        "' or 1=1 --",
        "a'b",
        'a & b',
        '!a | (b',
        ':*',
        'a:*',
        '\\',
        '%',
        '_',
        '"',
        '<->',
        '?',
        '??',
        ':text',
        '$1',
      ];
      for (const text of odd)
        expect((await catalogue().movies.search({ text, limit: 5 })).items).to.be.an('array');
      await fc.assert(
        fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 }), async (text) => {
          fc.pre(!/[\p{Cc}\p{Cs}]/u.test(text));
          const scores = (await catalogue().movies.search({ text, limit: 5 })).items.map(
            ({ score }) => score,
          );
          expect(scores.every((score) => score >= 0 && score <= 1)).to.equal(true);
        }),
        { numRuns: runs(15) },
      );
    });
  });
};
