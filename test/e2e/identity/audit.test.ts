import { expect } from 'chai';
import { useService } from '../../support/service.js';
import { databaseOf, logIn, outcomeOf, password, personWithPassword } from './people.js';

const audit = '/api/v1/audit';
interface Entry {
  readonly id: number;
  readonly at: string;
  readonly action: string;
}

describe('the audit trail over HTTP:', () => {
  // The trail has other entries too: these are found by actor and subject.
  const service = useService();
  let [token, admin, someone, movie, email] = ['', 0, 0, 0, ''];
  const read = (query: string) => service().call('GET', `${audit}?${query}`, { token });
  const actions = async (query: string) => (await read(query)).body.items.map(({ action }: Entry) => action);

  before(async () => {
    const user = await service().user({ role: 'admin' });
    [token, admin] = [service().tokenOf(user), user.id];
    ({ id: someone, email } = await personWithPassword(service()));
    await logIn(service(), email);
    await logIn(service(), email, 'a wrong password');
    const change = {
      token,
      body: { role: 'moderator' },
      headers: { 'x-request-id': `promotion-${someone}` },
    };
    await service().call('PATCH', `/api/v1/users/${someone}`, change);
    const body = { title: 'Cléo de 5 à 7' };
    movie = (await service().call('POST', '/api/v1/movies', { token, body })).body.id;
    await service().call('PATCH', `/api/v1/movies/${movie}`, { token, body: { releaseYear: 1962 } });
  });

  it('GET /audit: returns the entries, newest first, with no-store, and adds none', async () => {
    for (let time = 1; time <= 2; time += 1) {
      const { status, headers, body } = await read('limit=5');
      expect([status, headers.get('cache-control')]).to.deep.equal([200, 'no-store']);
      expect(body.items.map(({ action }: Entry) => action)).to.deep.equal(
        'movie.changed movie.created user.role-changed session.refused session.started'.split(' '),
      );
      const { id, at, ...rest } = body.items[2];
      expect(rest).to.deep.equal({
        action: 'user.role-changed',
        actorId: admin,
        serviceAccountId: null,
        keyId: null,
        ip: '127.0.0.1',
        subjectKind: 'user',
        subjectId: `${someone}`,
        requestId: `promotion-${someone}`,
        details: { from: 'user', to: 'moderator' },
      });
      expect(id).to.be.a('number');
      expect(Math.abs(Date.now() - Date.parse(at))).to.be.below(3_600_000);
    }
  });

  it('GET /audit with each filter: returns the matching entries', async () => {
    const [newest] = (await read('limit=1')).body.items as [Entry];
    const inParis = new Date(Date.parse(newest.at) + 3_600_000).toISOString().replace('Z', '%2B01:00');
    const created = ['movie.changed', 'movie.created'];
    for (const [query, wanted] of [
      ['action=no.such', []],
      [`actorId=${admin}`, [...created, 'user.role-changed']],
      [`subjectKind=movie&subjectId=${movie}`, created],
      [`requestId=promotion-${someone}`, ['user.role-changed']],
      ['at.lte=2001-01-01T00:00:00Z', []],
      [`actorId=${admin}&at.gte=${inParis}&at.lte=9999-12-31T23:59:59.999999999Z`, created.slice(0, 1)],
    ] as const)
      expect([query, await actions(query)]).to.deep.equal([query, wanted]);
  });

  it('GET /audit by its links: continues where a page ended; with the cursor of another list: returns 400 bad-cursor', async () => {
    const { body, headers } = await read(`actorId=${admin}&limit=2`);
    const [, next = ''] = /^<(.+)>; rel="next"$/.exec(headers.get('link') ?? '') ?? [];
    const rest = await service().call('GET', next, { token });
    expect(rest.body.items.map(({ action }: Entry) => action)).to.deep.equal(['user.role-changed']);
    const other = await read(`actorId=${someone}&cursor=${body.page.nextCursor}`);
    expect(outcomeOf(other)).to.deep.equal([400, 'bad-cursor']);
  });

  it('GET /audit with unsupported or invalid parameters: returns 400 and names them', async () => {
    for (const [query, parameters] of [
      ['action=user.changed&actorId=1', ['action', 'actorId']],
      ['sort=at', ['sort']],
      ['at.gte=2026-13-45T99:99:99Z', ['at.gte']],
      ['actorId=1&actorId=2', ['actorId']],
    ] as const) {
      const { status, body } = await read(query);
      const named = [...new Set(body.errors.map(({ parameter }: { parameter: string }) => parameter))];
      expect([query, status, body.code]).to.deep.equal([query, 400, 'invalid-parameter']);
      expect(named, query).to.have.members(parameters);
    }
  });

  it('GET /audit/export: returns all entries, oldest first, and ends with its own; by the last id: continues', async () => {
    const lines = async (query: string) => {
      const { status, headers, text } = await service().call('GET', `${audit}/export?${query}`, { token });
      expect([status, headers.get('content-type')]).to.deep.equal([
        200,
        'application/x-ndjson; charset=utf-8',
      ]);
      return text
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line));
    };
    const listed = (await read('limit=5')).body.items;
    const all = await lines('');
    expect(all.slice(-6, -1)).to.deep.equal(listed.toReversed());
    const own = { action: 'audit.exported', actorId: admin, subjectKind: null, details: { after: 0 } };
    expect(all.at(-1)).to.deep.include(own);
    const { id, at } = all.at(-1);
    const [next, ...others] = await lines(`after=${id}`);
    expect([next.details, others]).to.deep.equal([{ after: id }, []]);
    const range = await lines(`after=${id - 3}&at.lte=${at}`);
    expect(range.map((entry) => entry.id)).to.deep.equal([id - 2, id - 1, id]);
    expect(await lines(`at.lte=${listed[4].at}&at.gte=${at}`)).to.deep.equal([]);
  });

  it('GET /audit/export with an id that no entry has yet, or with other filters: returns 400', async () => {
    for (const query of ['after=999999999', 'after=-1', 'action=user.changed']) {
      const { status, body } = await service().call('GET', `${audit}/export?${query}`, { token });
      expect([query, status, body.code]).to.deep.equal([query, 400, 'invalid-parameter']);
      expect(body.errors[0].parameter).to.equal(query.split('=')[0]);
    }
  });

  it('ASVS 16.2.5 GET /audit in full: contains no hash, token, password or email address', async () => {
    const { text } = await read('limit=100');
    const hashes = [
      ...(await databaseOf(service())('users').pluck('password_hash')),
      ...(await databaseOf(service())('refresh_tokens').pluck('hash')),
    ];
    expect(hashes.length).to.be.above(1);
    for (const secret of [...hashes, password, 'a wrong password', email])
      expect(text).to.not.include(secret);
  });
});
