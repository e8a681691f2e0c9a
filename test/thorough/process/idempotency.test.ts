import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { Client } from 'pg';
import { endLeftovers, listening, runService } from '../../e2e/process/spawned.js';
import { emptyDatabase, testEnvironment } from '../../support/environment.js';
import { redisUrl } from '../../support/servers/servers.js';

const admin = { email: 'admin@example.com', password: 'a first long password' };

describe('a process that is killed:', () => {
  afterEach(endLeftovers);

  it('while it creates with Idempotency-Keys: the repeated requests create each item once', async () => {
    const database = await emptyDatabase();
    const client = new Client({ connectionString: database.url });
    await client.connect();
    const env = { ADMIN__EMAIL: admin.email, ADMIN__PASSWORD: admin.password, LOG__FORMAT: 'json' };
    const start = async () => {
      const service = runService(testEnvironment(database.url, await redisUrl(), env));
      return { service, api: `${await listening(service)}/api/v1` };
    };
    const post = async (url: string, body: object, headers = {}) => {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      });
      return {
        status: response.status,
        body: (await response.json()) as { id: number; accessToken: string },
      };
    };
    let { service, api } = await start();
    const { accessToken } = (await post(`${api}/auth/login`, admin)).body;
    const create = (key: string, body: object) =>
      post(`${api}/authors`, body, { authorization: `Bearer ${accessToken}`, 'idempotency-key': key });

    let lost = 0;
    for (let round = 0; round < 3; round += 1) {
      const wanted = Array.from({ length: 40 }, (_, i) => [randomUUID(), { name: `${round} ${i}` }] as const);
      const first = Promise.allSettled(wanted.map(([key, body]) => create(key, body)));
      await sleep(10 + 30 * round);
      service.child.kill('SIGKILL');
      lost += (await first).filter(({ status }) => status === 'rejected').length;
      await service.exit;
      ({ service, api } = await start());
      for (const [key, body] of wanted) {
        const { status, body: item } = await create(key, body);
        expect(status).to.equal(201);
        const { rows } = await client.query('select id from authors where name = $1', [body.name]);
        expect(rows).to.deep.equal([{ id: item.id }]);
      }
    }
    // Otherwise the test would prove nothing.
    expect(lost).to.be.above(0);
    await client.end();
    await database.drop();
  });
});
