import { expect } from 'chai';
import fc from 'fast-check';
import type { Found } from '../../../src/core/catalogue/catalogue-reader.js';
import type { Movie } from '../../../src/core/catalogue/movie.js';
import type { Position } from '../../../src/core/shared/page.js';
import type { Match, SearchFilter, SearchLookups } from '../../../src/core/shared/search-result.js';
import { authorDraft, movieDraft } from '../../support/drafts.js';
import { runs } from '../../support/thorough.js';
import type { CatalogueUnderTest } from './catalogue-repository.js';

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
  ['E.T. the Visitor', 'prefix', 'e t', 'et'],
  ['La La Hills', 'exact', 'lalahills', 'la lahills', 'lala hills'],
  ['Sonnenblume 2', 'exact', 'sonnenblume2'],
  ['Twenty-One Crows', 'words', '21 crows'],
  ['32 Owls', 'words', 'thirty two owls', 'thirtytwo owls'],
  ['Friday, the 13th Owl', 'words', 'friday the thirteenth owl'],
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

/** The contract of the search of a catalogue in a database: words as people type them, filters and pages. */
export const catalogueSearchTypedContract = (name: string, catalogue: () => CatalogueUnderTest) => {
  describe(`the search of a catalogue in ${name}, as people type`, () => {
    before(async () => {
      for (const title of new Set(typed.map(([one]) => one)))
        await catalogue().movies.add(movieDraft({ title, releaseYear: title === 'Heat Wave' ? 1995 : null }));
    });

    it('search: as people type: finds the title first, and says why', async () => {
      for (const [title, match, ...texts] of typed)
        for (const text of texts) {
          const { items } = await catalogue().movies.search({ text, limit: 5 });
          expect([text, items[0]?.item.title, items[0]?.match]).to.deep.equal([text, title, match]);
        }
    });

    it('search: of a second kind for the same text: reads nothing again that depends on the text only, and finds the same', async () => {
      const { movies, authors } = catalogue();
      const query = { text: 'luchrezia visnovsky', limit: 5 };
      await authors.add(authorDraft({ name: 'Lucrezia Visnovski' }));
      const alone = await authors.search(query);
      const lookups: SearchLookups = new Map();
      await movies.search({ ...query, lookups });
      const known = [...lookups.values()];
      expect(known).to.have.lengthOf(2);
      expect(await authors.search({ ...query, lookups })).to.deep.equal(alone);
      // A statement that ran again would have stored other arrays.
      expect([...lookups.values()].map((rows, i) => rows === known[i])).to.deep.equal([true, true]);
      expect(alone.items[0]?.item.name).to.equal('Lucrezia Visnovski');
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
  });
};
