import { expect } from 'chai';
import { ids } from '../../../src/composition/service-ids.js';
import { eventually } from '../../integration/contracts/fixtures.js';
import { useOwnService } from '../../support/service.js';
import { logIn, register } from './people.js';

const audit = '/api/v1/audit';
interface Entry {
  readonly id: number;
  readonly at: string;
  readonly action: string;
}

describe('the audit trail over HTTP:', () => {
  const service = useOwnService();
  let [token, admin, someone, movie] = ['', 0, 0, 0];
  const email = 'watched@example.com';
  const read = (query: string) => service().call('GET', `${audit}?${query}`, { token });
  const entries = async (query: string): Promise<Entry[]> => (await read(query)).body.items;
  const actions = async (query: string) => (await entries(query)).map(({ action }) => action);

  before(async () => {
    const user = await service().user({ role: 'admin' });
    [token, admin] = [await service().tokenOf(user), user.id];
    someone = (await register(service(), { email })).body.id;
    // The letter to the new address is told of whenever it was sent.
    await eventually(async () => (await actions('action=mail.sent')).length === 1, 'the letter was sent');
    await logIn(service(), email);
    await logIn(service(), email, 'a wrong password');
    const change = { token, body: { role: 'moderator' }, headers: { 'x-request-id': 'promotion-1' } };
    await service().call('PATCH', `/api/v1/users/${someone}`, change);
    const body = { title: 'Cléo de 5 à 7' };
    movie = (await service().call('POST', '/api/v1/movies', { token, body })).body.id;
    await service().call('PATCH', `/api/v1/movies/${movie}`, { token, body: { releaseYear: 1962 } });
  });

  it('GET /audit: read: tells what was done, newest first, whole, and is not to be stored', async () => {
    const { status, headers, body } = await read('');
    expect([status, headers.get('cache-control')]).to.deep.equal([200, 'no-store']);
    expect(body.items.map(({ action }: Entry) => action)).to.deep.equal([
      'movie.changed',
      'movie.created',
      'user.role-changed',
      'session.refused',
      'session.started',
      'mail.sent',
      'user.created',
    ]);
    const { id, at, ip, ...rest } = body.items[2];
    expect(rest).to.deep.equal({
      action: 'user.role-changed',
      actorId: admin,
      subjectKind: 'user',
      subjectId: `${someone}`,
      requestId: 'promotion-1',
      details: { from: 'user', to: 'moderator' },
    });
    expect([typeof id, ip]).to.deep.equal(['number', '127.0.0.1']);
    expect(Math.abs(Date.now() - Date.parse(at))).to.be.below(3_600_000);
  });

  it('GET /audit: read twice: leaves no entry of that', async () => {
    const { body } = await read('count=exact');
    expect((await read('count=exact')).body.page.total).to.equal(body.page.total);
  });

  it('GET /audit: with each filter, and those that go together: lists what fits', async () => {
    for (const [query, wanted] of [
      ['action=session.refused', ['session.refused']],
      ['action=no.such', []],
      [`actorId=${admin}`, ['movie.changed', 'movie.created', 'user.role-changed']],
      ['subjectKind=movie', ['movie.changed', 'movie.created']],
      ['subjectKind=series', []],
      [`subjectKind=movie&subjectId=${movie}`, ['movie.changed', 'movie.created']],
      [`subjectId=${movie}&subjectKind=series`, []],
      ['requestId=promotion-1', ['user.role-changed']],
      ['at.lte=2001-01-01T00:00:00Z', []],
      ['at.gte=9999-12-31T23:59:59-23:59', []],
      [
        'subjectKind=movie&at.gte=2001-01-01t00:00:00z&at.lte=9999-12-31T23:59:59.999999999Z',
        ['movie.changed', 'movie.created'],
      ],
      [`actorId=${admin}&at.lte=0000-01-01T00:00:00%2B23:59`, []],
    ] as const) {
      expect([query, await actions(query)]).to.deep.equal([query, wanted]);
      expect((await read(`${query}&count=exact&limit=1`)).body.page.total).to.equal(wanted.length);
    }
  });

  it('GET /audit: with the time of an entry as a bound, in any zone: has it within', async () => {
    const [newest] = (await entries('limit=1')) as [Entry];
    const inParis = new Date(Date.parse(newest.at) + 3_600_000).toISOString().replace('Z', '%2B01:00');
    for (const at of [newest.at, inParis]) {
      expect((await entries(`at.gte=${at}`)).map(({ id }) => id)).to.include(newest.id);
      expect((await entries(`at.gte=${at}&at.lte=${at}`)).map(({ id }) => id)).to.include(newest.id);
    }
    const later = new Date(Date.parse(newest.at) + 1).toISOString();
    expect(await entries(`at.gte=${later}`)).to.deep.equal([]);
  });

  it('GET /audit: walked by its links: is the same list, and its cursors are good for no other', async () => {
    for (const query of [
      '',
      `actorId=${admin}`,
      'at.gte=2001-01-01T00:00:00Z',
      `subjectKind=user&subjectId=${someone}`,
    ]) {
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
      'subjectKind=user',
      `subjectKind=movie&subjectId=${movie}`,
      'subjectKind=movie&at.gte=2001-01-01T00:00:00Z',
    ]) {
      const { status, body } = await read(`${query}&cursor=${nextCursor}`.replace(/^&/, ''));
      expect([query, status, body.code]).to.deep.equal([query, 400, 'bad-cursor']);
    }
  });

  it('ASVS 16.2.5 GET /audit: all of it: holds no hash, token, password or address of a letter', async () => {
    const { text } = await read('limit=100');
    const knex = service().service.container.get(ids.Database);
    const secrets: string[] = [
      ...(await knex('users').pluck('password_hash')),
      ...(await knex('refresh_tokens').pluck('hash')),
      'seven quiet violins',
      'a wrong password',
      email,
    ];
    expect(secrets.length).to.be.above(4);
    for (const secret of secrets) expect(text).to.not.include(secret);
  });

  it('the document: of /audit: has its filters, and no sort', async () => {
    const { paths } = (await service().call('GET', '/openapi.json')).body;
    const parameters: { name: string; description: string }[] = paths[audit].get.parameters;
    const named = Object.fromEntries(parameters.map(({ name, description }) => [name, description]));
    expect(Object.keys(named)).to.have.members([
      'limit',
      'cursor',
      'count',
      'action',
      'actorId',
      'subjectKind',
      'subjectId',
      'requestId',
      'at.gte',
      'at.lte',
    ]);
    expect(named.subjectId).to.equal('Only those with this value. Goes with subjectKind.');
    expect(named['at.gte']).to.include('at least this. Also with action or actorId');
  });
});
