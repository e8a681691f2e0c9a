import { expect } from 'chai';
import { useDatabase } from './contracts/fixtures.js';

const sortedAs: readonly (readonly [title: string, sortTitle: string])[] = [
  ['The Matrix', 'Matrix'],
  ['the  matrix', 'matrix'],
  ['A Prophet', 'Prophet'],
  ['The Hard Way', 'Hard Way'],
  ['An Education', 'Education'],
  ['Der Himmel über Berlin', 'Himmel über Berlin'],
  ['Das Boot', 'Boot'],
  ['Die Büchse der Pandora', 'Büchse der Pandora'],
  ['Le Mépris', 'Mépris'],
  ['Les Âges', 'Âges'],
  ["L'avventura", 'avventura'],
  ['L’Atalante', 'Atalante'],
  ['Los olvidados', 'olvidados'],
  ['El Topo', 'Topo'],
  ['Il gattopardo', 'gattopardo'],
  ['Gli indifferenti', 'indifferenti'],
  ['De vierde man', 'vierde man'],
  ['Het Diner', 'Diner'],
  ['Den blomstertid nu kommer', 'blomstertid nu kommer'],
  ['O Som ao Redor', 'Som ao Redor'],
  ['Os verdes anos', 'verdes anos'],
];

const unchanged = [
  'A',
  'The',
  'The ',
  'A.I.',
  'Die Hard',
  'Die Hard 2',
  'Die Hard: With a Vengeance',
  'Die Another Day',
  'Die 2',
  'De Palma',
  'Den of Thieves',
  'Las Vegas',
  'Los Angeles',
  'La La Land',
  'O Brother, Where Art Thou?',
  'À bout de souffle',
  'Theatre',
  'Laura',
  'Amélie',
  '七人の侍',
];

describe('the sort title of a title without one', () => {
  const database = useDatabase();
  const sortTitles = async (titles: readonly string[]) => {
    const { rows } = await database().knex.raw(
      'select without_article(title) as title from unnest(?::text[]) with ordinality as t (title, i) order by i',
      [[...titles]],
    );
    return rows.map(({ title }: { title: string }) => title);
  };

  it('with a leading article: is the title without it', async () => {
    const titles = sortedAs.map(([title]) => title);
    expect(await sortTitles(titles)).to.deep.equal(sortedAs.map(([, sortTitle]) => sortTitle));
  });

  it('with a first word that is a name, an idiom or the whole title: is the title', async () => {
    expect(await sortTitles(unchanged)).to.deep.equal(unchanged);
  });
});
