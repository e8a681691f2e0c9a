import { expect } from 'chai';
import { fill } from '../../scripts/lists/made-up.js';
import { complaintsAbout, statementsOf } from '../../scripts/lists/plans.js';
import { listsToWalk, scenariosOf, urlOf } from '../../scripts/lists/scenarios.js';
import { ids } from '../../src/composition/service-ids.js';
import { author } from '../../src/core/catalogue/author.js';
import { useOwnService } from '../support/service.js';

describe('every documented way to walk a list', () => {
  const service = useOwnService({ REDIS__HOST: undefined });
  before(() => fill(service().databaseUrl, { authors: 20_000, movies: 40_000, series: 40_000 }, 20261125));

  for (const { kind, values } of listsToWalk) {
    it(`of ${kind.plural}: is served by an index, neither by reading a table nor by sorting`, async () => {
      const database = service().service.container.get(ids.Database);
      const wrong: string[] = [];
      const used = new Set<string>();
      for (const query of scenariosOf(kind.paths, values)) {
        const read = async (path: string) => (await service().call('GET', path)).body;
        const first = urlOf(kind.plural, query);
        const { page } = await read(first);
        const paths = [first, ...(page.nextCursor === null ? [] : [`${first}&cursor=${page.nextCursor}`])];
        for (const path of paths) {
          // Past what the first time has left in the cache.
          for (const statement of await statementsOf(database, () => read(`${path}&fields=id`))) {
            const { complaints, indexes } = await complaintsAbout(database, statement);
            wrong.push(...complaints.map((complaint) => `${path} ${complaint}`));
            for (const index of indexes) used.add(index);
          }
        }
      }
      expect(wrong).to.deep.equal([]);
      expect(used.size).to.be.at.least(kind.plural === author.plural ? 4 : 7);
    });
  }
});
