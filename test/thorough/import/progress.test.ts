import { expect } from 'chai';
import { ended, manyMovies, ndjson, program, useImports } from '../../e2e/process/importing.js';
import { run } from '../../e2e/process/spawned.js';

describe('the progress of npm run import', () => {
  const { file, take, url } = useImports();

  it('without a terminal: is nothing', async () => {
    const { stdout, stderr } = await take(file('movies.ndjson', ndjson(manyMovies(2_000))));
    expect(stderr).to.equal('');
    expect(stdout).to.equal(
      'movies: 2000 created, 0 changed, 0 unchanged, 0 rejected, and 200 authors created by name\n',
    );
  });

  it('on a terminal: is a bar that is redrawn, up to 100 %', async () => {
    const movies = file('movies.ndjson', ndjson(manyMovies(2_000)));
    const command = `'${process.execPath}' '${program()}' '${movies}'`;
    const { code, stdout } = await ended(run('script', ['-qec', command, '/dev/null'], { DB_URL: url() }));
    expect(code).to.equal(0);
    const drawn = stdout.split('\r').filter((one) => one.startsWith('['));
    expect(drawn.length).to.be.at.least(2);
    expect(drawn.at(-1)).to.match(/^\[#{24}\]100%, 2,000 rows, [\d,]+\/s, 00:00 left/);
    expect(stdout).to.include('movies: 2000 created');
  });
});
