import { expect } from 'chai';
import { moveDatabase, placeOf } from '../../src/composition/database-move.js';
import { emptyDatabase } from '../support/environment.js';
import { remembering } from '../support/remembering-log.js';
import { runSql } from '../support/run-sql.js';
import { createTestDatabase } from '../support/servers/databases.js';

describe('a move from one Postgres database to another:', () => {
  it('copies the rows, and none of what belongs to one server', async () => {
    const [from, to] = [await emptyDatabase(), await createTestDatabase()];
    await runSql(
      from.url,
      `insert into authors (name) select 'Author ' || n from generate_series(1, 300) n;
       insert into movies (title, genres, author_id) select 'Movie ' || n, '{}', 1 + n % 300 from generate_series(1, 2500) n`,
    );
    const counts: Record<string, number> = {};
    const urls = { from: from.url, to: to.url };
    await moveDatabase(urls, { DATA_DIR: 'none' }, remembering([]), ({ name, count }) => {
      counts[name] = count;
    });
    expect(counts).to.include({ authors: 300, movies: 2500, item_names: 2800 });
    expect(counts).not.to.have.any.keys('changes', 'change_horizons', 'cache_agreement', 'openings');
    const [next] = await runSql(
      to.url,
      "insert into movies (title, genres) values ('Next', '{}') returning id",
    );
    expect(next).to.deep.equal({ id: 2501 });
    const kinds = await runSql(
      to.url,
      "select kind, id from changes where kind in ('users', 'sessions') order by kind",
    );
    expect(kinds).to.deep.equal([
      { kind: 'sessions', id: null },
      { kind: 'users', id: null },
    ]);
    const ids = await runSql(to.url, 'select id = cache_id as "isSame" from installation');
    expect(ids).to.deep.equal([{ isSame: false }]);
    await Promise.all([from.drop(), to.drop()]);
  });

  it('the place of a database: has no user and no password', () => {
    expect(placeOf('postgresql://ada:secret@db.example:5432/media')).to.equal('db.example:5432/media');
  });
});
