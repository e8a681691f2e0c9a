import { expect } from 'chai';
import { ids } from '../../../src/composition/service-ids.js';
import { openSocket, rawMessage, readToEnd } from '../../support/raw-http.js';
import { type TestService, useService } from '../../support/service.js';
import { logIn, register } from './people.js';

const login = '/api/v1/auth/login';
const sessions = '/api/v1/auth/sessions';

/** Logs in as somebody new, with these headers, and reads the session that came of it; and its audit entry's address. */
const sessionFrom = async (service: TestService, headers: Record<string, string>) => {
  const { body: user } = await register(service);
  const { status, body } = await service.call('POST', login, {
    body: { email: user.email, password: 'seven quiet violins' },
    headers,
  });
  expect(status).to.equal(200);
  const { items } = (await service.call('GET', sessions, { token: body.accessToken })).body;
  expect(items).to.have.lengthOf(1);
  const audit = await service.service.container
    .get(ids.Database)('audit')
    .where({ action: 'session.started', subject_id: String(user.id) })
    .first('ip');
  return { ...items[0], audited: audit.ip };
};

const peer = '127.0.0.1';
/** What may stand in X-Forwarded-For, and whom it means where the peer is a proxy of ours. */
const forwarded: [header: string, means: string][] = [
  ['203.0.113.9', '203.0.113.9'],
  ['198.51.100.1, 203.0.113.9', '203.0.113.9'],
  ['unknown, 203.0.113.9', '203.0.113.9'],
  ['203.0.113.9, 127.0.0.2', '203.0.113.9'],
  ['  203.0.113.9  ', '203.0.113.9'],
  ['203.0.113.9,', '203.0.113.9'],
  ['2001:db8::1', '2001:db8::1'],
  ['::ffff:203.0.113.9', '203.0.113.9'],
  ['203.0.113.9:4711', '203.0.113.9'],
  ['[2001:db8::1]:443', '2001:db8::1'],
  ['"[2001:db8::1]:443"', '2001:db8::1'],
  ['198.51.100.1, 203.0.113.9:4711, [::ffff:127.0.0.2]:80', '203.0.113.9'],
];
const garbage = [
  'unknown',
  '_hidden',
  '203.0.113',
  '999.1.1.1:80',
  '[]:80',
  '[fe80::1%eth0]:80',
  '999.1.1.1',
  '0x7f.1',
  '010.0.0.1',
  '203.0.113.9/32',
  "'; drop table sessions; --",
  '<script>alert(1)</script>',
  ',',
  ',,,',
  ' ',
  `fe80::1%${'a'.repeat(500)}`,
  'fe80::1%eth0',
  '%00',
  'é',
  '1'.repeat(5000),
  Array(1000).fill('1.1.1.x').join(),
];

describe('where sessions are from, without TRUST_PROXY:', () => {
  const service = useService();

  it('ASVS 4.1.3/15.3.4 X-Forwarded-For and its like, whatever is in it: count for nothing', async () => {
    for (const value of [...forwarded.map(([header]) => header), ...garbage.slice(0, 3)]) {
      const headers = {
        'x-forwarded-for': value,
        'x-real-ip': value,
        forwarded: `for=${value}`,
        'x-client-ip': value,
      };
      expect(await sessionFrom(service(), headers), value).to.include({ ip: peer, audited: peer });
    }
  });
});

describe('where sessions are from, behind a proxy that is not the one we trust:', () => {
  const service = useService({ TRUST_PROXY: '10.0.0.0/8, 192.0.2.7' });

  it('ASVS 4.1.3/15.3.4 X-Forwarded-For: counts for nothing', async () => {
    const session = await sessionFrom(service(), { 'x-forwarded-for': '203.0.113.9, 10.0.0.1' });
    expect(session).to.include({ ip: peer, audited: peer });
  });
});

describe('where sessions are from, behind a proxy that we trust:', () => {
  const service = useService({ TRUST_PROXY: 'loopback' });

  it('ASVS 4.1.3/15.3.4 X-Forwarded-For: tells by the last address that is not a proxy of ours', async () => {
    for (const [header, means] of forwarded) {
      const session = await sessionFrom(service(), { 'x-forwarded-for': header });
      expect(session, header).to.include({ ip: means, audited: means });
    }
  });

  it('ASVS 4.1.3/15.3.4 garbage in it: is no error and no address, so that the proxy itself is told', async () => {
    for (const header of garbage) {
      const session = await sessionFrom(service(), { 'x-forwarded-for': header });
      expect(session, header.slice(0, 60)).to.include({ ip: peer, audited: peer });
    }
  });

  it('no X-Forwarded-For, from the proxy itself: is its own address', async () => {
    expect(await sessionFrom(service(), {})).to.include({ ip: peer, audited: peer });
  });
});

describe('the user agent of a session:', () => {
  const service = useService();
  const agents: [what: string, given: string, kept: string][] = [
    ['an ordinary one', 'Mozilla/5.0 (X11; Linux x86_64)', 'Mozilla/5.0 (X11; Linux x86_64)'],
    ['an empty one', '', ''],
    ['of 300 characters', 'a'.repeat(300), 'a'.repeat(300)],
    ['of 10000 characters', 'a'.repeat(10_000), 'a'.repeat(300)],
    ['with quotes, markup and SQL', `"<b>'; drop table sessions; --`, `"<b>'; drop table sessions; --`],
    ['with a tab', 'a\tb', 'a\tb'],
    ['of Latin-1', 'Zoé', 'Zoé'],
    ['that is a NUL in an escape', '\\u0000 %00 &#0;', '\\u0000 %00 &#0;'],
  ];
  for (const [what, given, kept] of agents) {
    it(`${what}: after a login: is kept, cut to 300 characters`, async () => {
      expect((await sessionFrom(service(), { 'user-agent': given })).userAgent).to.equal(kept);
    });
  }

  /** Bytes that fetch would not send. */
  const rawLogin = async (email: string, agent: Buffer | undefined) => {
    const body = JSON.stringify({ email, password: 'seven quiet violins' });
    const headers = { 'Content-Type': 'application/json', 'Content-Length': String(body.length) };
    const [head = '', rest = ''] = rawMessage('POST', login, headers, body).split('\r\n\r\n');
    const line = agent === undefined ? [] : [Buffer.from('\r\nUser-Agent: '), agent];
    const socket = await openSocket(service().url);
    const answer = readToEnd(socket);
    socket.write(Buffer.concat([Buffer.from(head), ...line, Buffer.from(`\r\n\r\n${rest}`)]));
    return (await answer).status;
  };

  it('none at all, bytes that are no UTF-8, half a surrogate pair: after a login: are kept as they can be', async () => {
    const { body: user } = await register(service());
    const odd = [
      undefined,
      Buffer.from([0xff, 0xfe, 0x80]),
      Buffer.from([0xed, 0xa0, 0x80]),
      Buffer.from('🎻'),
    ];
    for (const agent of odd) expect(await rawLogin(user.email, agent), `${agent}`).to.equal(200);
    const { body } = await logIn(service(), user.email);
    const listed = await service().call('GET', sessions, { token: body.accessToken });
    expect(listed.status).to.equal(200);
    const kept = listed.body.items.map(({ userAgent }: { userAgent: string | null }) => userAgent);
    expect(kept).to.have.members(['node', null, ...odd.slice(1).map((bytes) => bytes?.toString('latin1'))]);
  });

  it('control characters: in the header: are refused before anything is read, and never an error of ours', async () => {
    const { body: user } = await register(service());
    for (const byte of [0x00, 0x01, 0x0a, 0x0d, 0x7f]) {
      const status = await rawLogin(user.email, Buffer.from([0x61, byte, 0x62]));
      expect(status, String(byte)).to.be.oneOf([400, 200]);
    }
    expect(service().log.filter(({ level }) => level === 'error')).to.deep.equal([]);
  });
});
