import { expect } from 'chai';
import { importedAuthors, importedMovies } from './importing.js';
import { read, table } from './normalizing.js';

describe('normalize the numbers of a row', () => {
  it('with whole numbers in any notation: reads those that can mean only one', () => {
    table('authorId', [
      ...[7, '7', ' 7 ', '007', '+7', '7.0', '7.00', '7,0', '\u00a07\u00a0'].map(
        (value) => [value, 7] as const,
      ),
      ...['1,234', '1 234', '1\u00a0234', '1\u202f234', "1'234", '1234.000'].map(
        (value) => [value, 1234] as const,
      ),
      ...['1,234,567', '1.234.567'].map((value) => [value, 1_234_567] as const),
      ['-0', 0],
    ]);
    for (const value of [
      '1.000',
      '1.234',
      '12,34',
      '1,2345',
      '1e3',
      '0x10',
      '7.5',
      'seven',
      '1 2',
      '9'.repeat(400),
    ])
      expect(read('authorId', value)).to.match(/^".+…? is not a whole number$/);
  });

  it('with years: also reads those of dates', () => {
    const dates = [
      '2009-12-10',
      '2009-12',
      '2009/1/2',
      '2009-12-10T20:15:00.000Z',
      '2009-12-10 20:15',
      '10.12.2009',
    ];
    const words = [
      '12/25/2009',
      'December 10, 2009',
      'Dec. 2009',
      '10 Dec 2009',
      '10-Dec-2009',
      '1st May 2009',
      '(2009)',
    ];
    table(
      'releaseYear',
      [...dates, ...words, '2009', '2009.0', 2009].map((value) => [value, 2009]),
    );
    table(
      'birthYear',
      [
        ['-0500', -500],
        ['0004', 4],
      ],
      importedAuthors.columns,
    );
    table(
      'releaseYear',
      ['PG', '2009-13-10', '2009-12-32', '2009-2015', 'May', '10 2009'].map((value) => [
        value,
        `"${value}" is not a year`,
      ]),
    );
  });

  it('with durations: reads minutes', () => {
    const { columns } = importedMovies;
    const same = [
      '142',
      '142.0',
      '142 min',
      '142min',
      '142 mins.',
      '142 Minutes',
      '142m',
      "142'",
      '2h 22m',
      '2h22',
    ];
    const more = [
      '2 h 22 min',
      '2 hr. 22 min.',
      '2 hours, 22 minutes',
      '2 Hours and 22 Minutes',
      'PT2H22M',
      'PT142M',
    ];
    table(
      'runtimeMinutes',
      [...same, ...more, '02:22:00'].map((value) => [value, 142]),
      columns,
    );
    table(
      'runtimeMinutes',
      [
        ['2h', 120],
        ['1 hour', 60],
        ['1,440 min', 1440],
        ['PT2H', 120],
        ['0', null],
        [0, null],
        ['0.0', null],
      ],
      columns,
    );
    for (const value of ['2:22', '1h 90m', '1.5h', '142 sec', 'min', 'PT', '4 Seasons'])
      expect(read('runtimeMinutes', value, columns)).to.equal(
        `"${value}" is not a number of minutes, such as 142 or "2h 22m"`,
      );
  });

  it('with counts: reads those of the right unit', () => {
    table('seasons', [
      ['4 Seasons', 4],
      ['2 Season', 2],
      ['4', 4],
      ['38 episodes', '"38 episodes" is not a number of seasons'],
    ]);
    table('episodes', [
      ['38 Episodes', 38],
      ['38 eps.', 38],
      ['2 Season', '"2 Season" is not a number of episodes'],
    ]);
  });
});
