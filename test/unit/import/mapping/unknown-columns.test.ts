import { expect } from 'chai';
import { fieldAndColumn } from '../../../../src/commands/mapping-options.js';
import { inputErrorOf, lines } from '../files/reading.js';
import { importFiles } from './importing-files.js';

const importOf = (content: string, options: Parameters<typeof importFiles>[3] = {}, name = 'films.csv') =>
  importFiles({ sources: [], types: {} }, { [name]: content }, name, options);
const errorOf = (...args: Parameters<typeof importOf>) => inputErrorOf(importOf(...args));
const ofMovies = { kind: 'movies' };

describe('columns of a file', () => {
  it('that are unknown: are all named with the closest field, and the suggested command works', async () => {
    const content = lines(`Titel,relaseYear,"Reg's ""Text""",Genre,Zzz`, 'A,2009,,Drama,z');
    const message = await errorOf(content);
    expect(message).to.include(
      'films.csv: 5 columns are unknown: "Titel" (closest: title), "relaseYear" (closest: releaseYear), ' +
        '"Reg\'s \\"Text\\"", "Genre" (closest: genres), "Zzz". ' +
        'The kind of the rows is unknown: add --kind movies or --kind series.',
    );
    const command = message.split('import the file: ')[1] ?? '';
    expect(command).to.equal(
      'npm run import -- films.csv --kind movies --map title=Titel --map genres=Genre --map releaseYear=relaseYear ' +
        `--map sourceId=Titel --ignore 'Reg'\\''s "Text"' --ignore Zzz`,
    );
    const options = {
      ...ofMovies,
      map: ['title=Titel', 'genres=Genre', 'releaseYear=relaseYear', 'sourceId=Titel'].map(fieldAndColumn),
      ignore: ['Reg\'s "Text"', 'Zzz'],
    };
    expect((await importOf(content, options)).movies).to.deep.equal([
      { title: 'A', sourceId: 'A', releaseYear: 2009, genres: ['drama'] },
    ]);
  });

  it('that are not known, of several words: are closest to the field of the last one', async () => {
    const content = lines('title_year,movie_title,director_name,imdb_score,plot_keywords,film_imdb_link', '');
    expect(await errorOf(content, ofMovies)).to.match(
      / --map releaseYear=title_year --map title=movie_title --map sourceId=film_imdb_link --map author=director_name --ignore imdb_score --ignore plot_keywords$/,
    );
  });

  it('that are not known, beside one that a single kind has: lead to a command for this kind', async () => {
    const content = lines('title,seasons,first aired,-x', 'A,4,2011-04-17,');
    const [, command] = (await errorOf(content, {}, 'shows.csv')).split('import the file: ');
    expect(command).to.equal(
      "npm run import -- shows.csv --kind series --map 'releaseYear=first aired' --map sourceId=title --ignore=-x",
    );
  });

  it('that are not known, and many: are ignored by one option in the command that is shown', async () => {
    const names = Array.from({ length: 120 }, (_, i) => `q${i}`);
    const message = await errorOf(lines(['title', ...names].join(','), ''), ofMovies);
    expect(message)
      .to.include('"q99", 20 more. ')
      .and.to.match(/--map sourceId=title --ignore-others$/);
    expect(await errorOf(lines('q1,q2', '1,2'), ofMovies)).to.match(
      /Specify which column is the title, and which are not imported: --map FIELD=COLUMN/,
    );
  });
});
