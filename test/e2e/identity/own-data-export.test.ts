import { expect } from 'chai';
import type { Knex } from 'knex';
import { ids } from '../../../src/composition/service-ids.js';
import type { User } from '../../../src/core/identity/user.js';
import { eventually } from '../../integration/contracts/fixtures.js';
import { useService } from '../../support/service.js';

const path = '/api/v1/users/me/export';

/** As many entries about a person as make their export larger than what sockets buffer. */
const fill = (knex: Knex, { id }: User, count = 60_000) =>
  knex.raw(
    `insert into audit (action, actor_id, subject_kind, subject_id, details)
     select 'movie.changed', ?, 'movie', '1', '{"fields": ["title"]}' from generate_series(1, ?)`,
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
    expect(audit).to.have.length(60_000);
    expect(new Set(audit.map(({ id }: { id: number }) => id)).size).to.equal(60_000);
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
      const { status, body } = await service().call('GET', path, {
        token: service().tokenOf(await service().user()),
      });
      expect([status, body?.code]).to.deep.equal([500, 'internal']);
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

  it('more than twenty: answers 503 to the next', async () => {
    const people = await Promise.all(Array.from({ length: 21 }, () => service().user()));
    for (const user of people.slice(0, 20)) await fill(knex(), user, 20_000);
    const tokens = people.map((user) => service().tokenOf(user));
    const begun = [];
    for (const token of tokens.slice(0, 20)) begun.push(await begin(token));
    const last = () => service().call('GET', path, { token: tokens[20] as string });
    const { status, body } = await last();
    expect([status, body.code]).to.deep.equal([503, 'too-many-exports']);
    for (const { leave } of begun) leave();
    await eventually(async () => (await last()).status === 200, 'they were known to have ended');
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
  const service = useService({ DB_URL: '' });

  it('leaves the one session to others: they read and write', async () => {
    const knex = service().service.container.get(ids.Database);
    const user = await service().user();
    await fill(knex, user);
    const token = service().tokenOf(user);
    const response = await fetch(`${service().url}${path}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const patch = { token, body: { visibleName: 'Somebody Patient' } };
    expect((await service().call('PATCH', '/api/v1/users/me', patch)).status).to.equal(200);
    const { account, audit } = JSON.parse(await response.text());
    expect(account.visibleName).to.equal(user.visibleName);
    expect(audit.map(({ action }: { action: string }) => action)).to.include('user.changed');
    expect(audit).to.have.length(60_001);
  });
});
