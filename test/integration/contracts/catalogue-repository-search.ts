import { expect } from 'chai';
import fc from 'fast-check';
import type { Found } from '../../../src/core/catalogue/catalogue-reader.js';
import type { Movie } from '../../../src/core/catalogue/movie.js';
import type { Position } from '../../../src/core/shared/page.js';
import type { Match, SearchFilter } from '../../../src/core/shared/search-result.js';
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

/** Titles, what people type for them, and why they are found. */
const typed: readonly (readonly [title: string, match: Match, ...texts: string[]])[] = [
  ['Lilo & Stitch', 'words', 'lilo and stitch', 'lilo und stitch', 'stitch et lilo'],
  ["Ocean's Eleven", 'exact', 'oceans eleven', 'ocean s eleven', 'OCEAN’S ELEVEN'],
  ["Ocean's Eleven", 'words', "ocean's 11"],
  ["Rock'n Roll", 'exact', 'rock n roll', 'rockn roll', 'rock ’n’ roll'],
  ["L'avventura", 'words', 'avventura'],
  ['S.W.A.T.', 'exact', 'swat', 's.w.a.t', 's w a t'],
  ['J. J. Sings', 'exact', 'jj sings'],
  ['Face/Off', 'exact', 'faceoff', 'face off'],
  ['WarGames', 'exact', 'war games'],
  ['Starship Troopers', 'exact', 'star ship troopers', 'starshiptroopers'],
  ['Rocky IV: The Fight', 'words', 'rocky 4 fight', 'rocky four the fight'],
  ['Doctor Sleep', 'words', 'dr sleep', 'dr. sleep'],
  ['8½', 'exact', '8 1/2', '8½'],
  ['霸王别姬', 'words', '别姬', '王别', '姬'],
  ['霸王别姬', 'prefix', '霸王'],
  ['올드 보이', 'exact', '올드보이', '올드 보이'],
  ['รักแห่งสยาม', 'words', 'สยาม', 'แห่งสยาม'],
  ['كَفَرْنَاحُوم', 'exact', 'كفرناحوم'],
  ['שׁוֹטֵר', 'exact', 'שוטר'],
  ['بچه‌های آسمان', 'exact', 'بچههاي آسمان', 'بچه هاي اسمان'],
  ['Heat Wave', 'exact', 'heat wave 1995', 'Heat Wave (1995)', '1995 heat-wave'],
  ['Heat Wave', 'words', 'wave heat 1995'],
  ['Once Upon a Snowy Night', 'similar', 'once upon a very snowy night', 'once upon a snoxy nihgt'],
];

/** The contract of the search of a catalogue in a database. */
export const catalogueSearchContract = (name: string, catalogue: () => CatalogueUnderTest) => {
  describe(`the search of a catalogue in ${name}`, () => {
    before(async () => {
      for (const title of [...titles, ...new Set(typed.map(([title]) => title))])
        await catalogue().movies.add(movieDraft({ title, releaseYear: title === 'Heat Wave' ? 1995 : null }));
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

    it('search: as people type: finds the title first, and says why', async () => {
      for (const [title, match, ...texts] of typed)
        for (const text of texts) {
          const { items } = await catalogue().movies.search({ text, limit: 5 });
          expect([text, items[0]?.item.title, items[0]?.match]).to.deep.equal([text, title, match]);
        }
    });

    it('search: for any title itself: finds it among the first five', async () => {
      for (const title of titles) expect((await found(title, 5)).slice(0, 5)).to.include(title);
    });

    it('search: for a lone accent, an emoji, or a letter of a script that no title has: finds nothing', async () => {
      for (const text of ['\u0301', '🙂', '\u200d', '・', 'ѫ', '鿿', 'ﷻ'])
        expect([text, (await catalogue().movies.search({ text, limit: 5 })).items]).to.deep.equal([text, []]);
    });

    it('search: filtered and page by page: returns each match of the whole search that passes the filter, once', async () => {
      const { movies, authors } = catalogue();
      const authorId = (await authors.add(authorDraft())).id;
      for (let i = 0; i < 40; i += 1)
        await movies.add(
          movieDraft({
            title: `${['Blue', 'Bleu', 'The Blue', 'Blues'][i % 4]} ${['Moon', 'Noon', 'Mooon'][i % 3]}`,
            releaseYear: i % 5 === 0 ? null : 1990 + (i % 5),
            genres: i % 2 === 0 ? ['drama', 'war'] : ['comedy'],
            authorId: i % 3 === 0 ? authorId : null,
          }),
        );
      const passes: readonly (readonly [SearchFilter, (item: Movie) => boolean])[] = [
        [{ field: 'genres', isArray: true, anyOf: ['war', 'news'] }, ({ genres }) => genres.includes('war')],
        [{ field: 'releaseYear', from: 1992 }, ({ releaseYear }) => (releaseYear ?? 0) >= 1992],
        [{ field: 'releaseYear', to: 1993 }, ({ releaseYear }) => (releaseYear ?? 9999) <= 1993],
        [{ field: 'authorId', anyOf: [authorId] }, (item) => item.authorId === authorId],
      ];
      const texts = fc.constantFrom('blue moon', 'moon', 'the blue', 'blu', 'bleu noom', 'blue moon 1991');
      await fc.assert(
        fc.asyncProperty(
          texts,
          fc.subarray([...passes]),
          fc.integer({ min: 1, max: 9 }),
          async (text, some, limit) => {
            const filters = some.map(([filter]) => filter);
            const matches = (item: Movie) => some.every(([, pass]) => pass(item));
            const whole = await movies.search({ text, limit: 100 });
            const read: Found<Movie>[] = [];
            for (let after: Position | null | undefined; after !== null; ) {
              const page = await movies.search({ text, limit, filters, after });
              read.push(...page.items);
              after = page.next;
            }
            expect(read.every(({ item }) => matches(item))).to.equal(true);
            expect(read).to.deep.equal((await movies.search({ text, limit: 100, filters })).items);
            expect(read).to.deep.include.members(whole.items.filter(({ item }) => matches(item)));
          },
        ),
        { numRuns: runs(10) },
      );
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
