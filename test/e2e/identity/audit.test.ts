import { expect } from 'chai';
import { useOwnService } from '../../support/service.js';
import { emailsSent } from './emails.js';
import { databaseOf, logIn, outcomeOf, password, register } from './people.js';

const audit = '/api/v1/audit';
interface Entry {
  readonly id: number;
  readonly at: string;
  readonly action: string;
}

describe('the audit trail over HTTP:', () => {
  // Its own, since it lists all entries.
  const service = useOwnService();
  let [token, admin, someone, movie] = ['', 0, 0, 0];
  const email = 'watched@example.com';
  const read = (query: string) => service().call('GET', `${audit}?${query}`, { token });
  const entries = async (query: string): Promise<Entry[]> => (await read(query)).body.items;
  const actions = async (query: string) => (await entries(query)).map(({ action }) => action);

  before(async () => {
    const user = await service().user({ role: 'admin' });
    [token, admin] = [service().tokenOf(user), user.id];
    someone = (await register(service(), { email })).body.id;
    // The entry about the email is written once it is sent.
    await emailsSent(service());
    await logIn(service(), email);
    await logIn(service(), email, 'a wrong password');
    const change = { token, body: { role: 'moderator' }, headers: { 'x-request-id': 'promotion-1' } };
    await service().call('PATCH', `/api/v1/users/${someone}`, change);
    const body = { title: 'Cléo de 5 à 7' };
    movie = (await service().call('POST', '/api/v1/movies', { token, body })).body.id;
    await service().call('PATCH', `/api/v1/movies/${movie}`, { token, body: { releaseYear: 1962 } });
  });

  it('GET /audit: returns what was done, newest first, with no-store, and leaves no entry itself', async () => {
    const all =
      'movie.changed movie.created user.role-changed session.refused session.started mail.sent user.created';
    for (let time = 1; time <= 2; time += 1) {
      const { status, headers, body } = await read('');
      expect([status, headers.get('cache-control')]).to.deep.equal([200, 'no-store']);
      expect(body.items.map(({ action }: Entry) => action)).to.deep.equal(all.split(' '));
      const { id, at, ...rest } = body.items[2];
      expect(rest).to.deep.equal({
        action: 'user.role-changed',
        actorId: admin,
        ip: '127.0.0.1',
        subjectKind: 'user',
        subjectId: `${someone}`,
        requestId: 'promotion-1',
        details: { from: 'user', to: 'moderator' },
      });
      expect(id).to.be.a('number');
      expect(Math.abs(Date.now() - Date.parse(at))).to.be.below(3_600_000);
    }
  });

  it('GET /audit with each filter and each supported combination: returns what matches', async () => {
    const created = ['movie.changed', 'movie.created'];
    for (const [query, wanted] of [
      ['action=session.refused', ['session.refused']],
      ['action=no.such', []],
      [`actorId=${admin}`, [...created, 'user.role-changed']],
      ['subjectKind=movie', created],
      [`subjectKind=movie&subjectId=${movie}`, created],
      [`subjectId=${movie}&subjectKind=series`, []],
      ['requestId=promotion-1', ['user.role-changed']],
      ['at.lte=2001-01-01T00:00:00Z', []],
      ['at.gte=9999-12-31T23:59:59-23:59', []],
      ['subjectKind=movie&at.gte=2001-01-01t00:00:00z&at.lte=9999-12-31T23:59:59.999999999Z', created],
      [`actorId=${admin}&at.lte=0000-01-01T00:00:00%2B23:59`, []],
    ] as const) {
      expect([query, await actions(query)]).to.deep.equal([query, wanted]);
      expect((await read(`${query}&count=exact&limit=1`)).body.page.total).to.equal(wanted.length);
    }
  });

  it('GET /audit with the time of an entry as a bound, in any zone: includes it', async () => {
    const [newest] = (await entries('limit=1')) as [Entry];
    const inParis = new Date(Date.parse(newest.at) + 3_600_000).toISOString().replace('Z', '%2B01:00');
    for (const at of [newest.at, inParis])
      for (const query of [`at.gte=${at}`, `at.gte=${at}&at.lte=${at}`])
        expect((await entries(query)).map(({ id }) => id)).to.include(newest.id);
    const later = new Date(Date.parse(newest.at) + 1).toISOString();
    expect(await entries(`at.gte=${later}`)).to.deep.equal([]);
  });

  it('GET /audit by its links: is the same list, and its cursors are valid for no other', async () => {
    for (const query of ['', `actorId=${admin}`, `subjectKind=user&subjectId=${someone}`]) {
      const walked: Entry[] = [];
      let next: string | undefined = `${audit}?${query}&limit=1`.replace('?&', '?');
      while (next !== undefined) {
        const { body, headers } = await service().call('GET', next, { token });
        walked.push(...body.items);
        [, next] = /^<(.+)>; rel="next"$/.exec(headers.get('link') ?? '') ?? [];
      }
      expect(walked).to.deep.equal(await entries(query));
    }
    const { nextCursor } = (await read('subjectKind=movie&limit=1')).body.page;
    expect((await read(`subjectKind=movie&cursor=${nextCursor}`)).status).to.equal(200);
    for (const query of [
      '',
      `subjectKind=movie&subjectId=${movie}&`,
      'subjectKind=movie&at.gte=2001-01-01T00:00:00Z&',
    ])
      expect(outcomeOf(await read(`${query}cursor=${nextCursor}`)), query).to.deep.equal([400, 'bad-cursor']);
  });

  it('GET /audit with unsupported or invalid parameters: returns 400 and names them', async () => {
    for (const [query, parameters] of [
      ['action=user.changed&actorId=1', ['action', 'actorId']],
      ['subjectId=1&requestId=x', ['subjectId', 'requestId']],
      ['sort=at', ['sort']],
      ['q=x&ip=127.0.0.1', ['q', 'ip']],
      ['at=2026-11-25T00:00:00Z', ['at']],
      ['at.gte=2026-13-45T99:99:99Z', ['at.gte']],
      ['at.lte=1764028800000', ['at.lte']],
      ['action=%00', ['action']],
      ['actorId=2147483648', ['actorId']],
      ['subjectKind=user&subjectId=x', ['subjectId']],
      ['actorId=1&actorId=2', ['actorId']],
    ] as const) {
      const { status, body } = await read(query);
      const named = [...new Set(body.errors.map(({ parameter }: { parameter: string }) => parameter))];
      expect([query, status, body.code]).to.deep.equal([query, 400, 'invalid-parameter']);
      expect(named, query).to.have.members(parameters);
    }
  });

  it('ASVS 8.2.1 GET /audit by a moderator or a guest: is rejected', async () => {
    const moderator = await service().call('GET', audit, { token: await service().tokenAs('moderator') });
    expect(outcomeOf(moderator)).to.deep.equal([403, 'forbidden']);
    expect((await service().call('GET', audit)).status).to.equal(401);
  });

  it('ASVS 16.2.5 GET /audit in full: holds no hash, token, password or email address', async () => {
    const { text } = await read('limit=100');
    const hashes = [
      ...(await databaseOf(service())('users').pluck('password_hash')),
      ...(await databaseOf(service())('refresh_tokens').pluck('hash')),
    ];
    expect(hashes.length).to.be.above(1);
    for (const secret of [...hashes, password, 'a wrong password', email])
      expect(text).to.not.include(secret);
  });

  it('the OpenAPI document of /audit: has its filters and no sort', async () => {
    const { paths } = (await service().call('GET', '/openapi.json')).body;
    const names = paths[audit].get.parameters.map(({ name }: { name: string }) => name);
    const expected = 'limit cursor count action actorId subjectKind subjectId requestId at.gte at.lte';
    expect(names).to.have.members(expected.split(' '));
  });
});
