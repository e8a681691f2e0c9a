import { expect } from 'chai';
import { eventually } from '../../integration/contracts/fixtures.js';
import { TestService } from '../../support/service.js';

describe('instances without Redis', () => {
  const withoutRedis = { REDIS__HOST: undefined, REDIS__PORT: undefined, REDIS__DB: undefined };
  const aboutRedis = ({ log }: TestService) =>
    log.map(({ message }) => message).filter((text) => /Redis/.test(text));

  it('two on one database: cache separately, follow each other, and log this at the start', async () => {
    const here = await TestService.start(withoutRedis);
    const there = await TestService.start(withoutRedis, { databaseUrl: here.databaseUrl });
    const token = await here.tokenAs('moderator');
    const path = `/api/v1/movies/${(await here.movie()).id}`;
    const read = (service: TestService) => service.call('GET', path);
    for (const service of [here, there]) {
      await eventually(async () => (await read(service)).headers.get('x-cache') === 'hit', 'it was cached');
    }
    for (const [round, one, other] of [
      [1, here, there],
      [2, there, here],
    ] as const) {
      const body = { title: `Title ${round}` };
      await one.call('PATCH', path, { token, body });
      expect((await read(one)).body.title).to.equal(body.title);
      await eventually(async () => (await read(other)).body.title === body.title, 'the other one followed');
    }
    for (const service of [here, there]) {
      expect(aboutRedis(service)).to.deep.equal([
        'without Redis, other instances may serve data up to one second old',
      ]);
    }
    await there.stop();
    await here.stop();
  });
});
