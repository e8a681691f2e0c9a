import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Knex } from 'knex';
import { ids } from '../../../src/composition/service-ids.js';
import type { User } from '../../../src/core/identity/user.js';
import { eventually } from '../../integration/contracts/fixtures.js';
import { TestService, useService } from '../../support/service.js';

const path = '/api/v1/users/me/export';

/** As many entries about a person as make their export larger than what sockets buffer. */
const many = 25_000;
const fill = (knex: Knex, { id }: User, count = many) =>
  knex.raw(
    `insert into audit (action, actor_id, subject_kind, subject_id, details)
     select 'movie.changed', ?, 'movie', '1', jsonb_build_object('fields', repeat('x', 1000))
     from generate_series(1, ?)`,
    [id, count],
  );

describe('an export of what is kept about a person, while it is sent:', () => {
  const service = useService();
  const knex = () => service().service.container.get(ids.Database);
  const person = async (count?: number) => {
    const user = await service().user();
    await fill(knex(), user, count);
    return { user, token: service().tokenOf(user) };
  };
  /** Begins an export, of which a slow client has read the first bytes only. */
  const begin = async (token: string) => {
    const leaving = new AbortController();
    const response = await fetch(`${service().url}${path}`, {
      headers: { authorization: `Bearer ${token}` },
      signal: leaving.signal,
    });
    expect(response.status).to.equal(200);
    return { response, leave: () => leaving.abort() };
  };
  const whole = async (response: Response) => JSON.parse(await response.text());

  it('a long one: has all of it, and other requests are answered meanwhile', async () => {
    const { user, token } = await person();
    const { response } = await begin(token);
    expect((await service().call('GET', '/api/v1/users/me', { token })).status).to.equal(200);
    const { account, audit } = await whole(response);
    expect(account.id).to.equal(user.id);
    expect(audit).to.have.length(many);
    expect(new Set(audit.map(({ id }: { id: number }) => id)).size).to.equal(many);
  });

  it('the account removed: ends in a broken connection, and not in a shorter document', async () => {
    const { user, token } = await person();
    const { response } = await begin(token);
    const removal = await service().call('DELETE', `/api/v1/users/${user.id}`, {
      token: await service().tokenAs('admin'),
    });
    expect(removal.status).to.equal(204);
    expect(await whole(response).catch((error: Error) => error.name)).to.equal('TypeError');
  });

  it('a failure of the database: ends in a broken connection', async () => {
    const { token } = await person();
    const { response } = await begin(token);
    await knex().raw('alter table idempotency_keys rename to elsewhere');
    try {
      expect(await whole(response).catch((error: Error) => error.name)).to.equal('TypeError');
    } finally {
      await knex().raw('alter table elsewhere rename to idempotency_keys');
    }
  });

  it('a second one of the account: answers 503 with Retry-After, until the first has ended', async () => {
    const { token } = await person();
    const { leave } = await begin(token);
    const second = () => service().call('GET', path, { token });
    const { status, body, headers } = await second();
    expect([status, body.code]).to.deep.equal([503, 'too-many-exports']);
    expect(Number(headers.get('retry-after'))).to.be.above(0);
    const other = await person(1);
    expect((await service().call('GET', path, { token: other.token })).status).to.equal(200);
    leave();
    await eventually(async () => (await second()).status === 200, 'the first was known to have ended');
    expect((await second()).status).to.equal(200);
  });

  it('HEAD: opens nothing', async () => {
    const { token } = await person(1);
    for (let i = 0; i < 3; i += 1) {
      const { status, text } = await service().call('HEAD', path, { token });
      expect([status, text]).to.deep.equal([200, '']);
    }
  });
});

describe('an export on the embedded database, while a slow client reads it:', () => {
  const folder = mkdtempSync(join(tmpdir(), 'own-data-'));
  let service: TestService;
  before(async () => {
    const environment = { DB_URL: undefined, REDIS__HOST: undefined, DATA_DIR: folder, DEMO: 'false' };
    service = await TestService.start(environment, { databaseUrl: 'none' });
  });
  after(async () => {
    await service?.stop();
    rmSync(folder, { recursive: true });
  });

  it('leaves the one session to others: they read and write', async () => {
    const user = await service.user();
    await fill(service.service.container.get(ids.Database), user);
    const token = service.tokenOf(user);
    const response = await fetch(`${service.url}${path}`, { headers: { authorization: `Bearer ${token}` } });
    const patch = { token, body: { visibleName: 'Somebody Patient' } };
    expect((await service.call('PATCH', '/api/v1/users/me', patch)).status).to.equal(200);
    const { account, audit } = (await response.json()) as {
      account: User;
      audit: { action: string }[];
    };
    expect(account.visibleName).to.equal(user.visibleName);
    expect(audit.map(({ action }) => action)).to.include('user.changed');
    expect(audit).to.have.length(many + 1);
  });
});
