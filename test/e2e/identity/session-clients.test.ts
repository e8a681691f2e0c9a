import { expect } from 'chai';
import { openSocket, rawMessage, readToEnd } from '../../support/raw-http.js';
import { type TestService, useService } from '../../support/service.js';
import { sessionsPath } from './devices.js';
import { databaseOf, password, personWithPassword } from './people.js';

/** Logs in to a new account with these headers. Returns the session, and the address in its audit entry. */
const sessionFrom = async (service: TestService, headers: Record<string, string>) => {
  const { id, email } = await personWithPassword(service);
  const login = await service.call('POST', '/api/v1/auth/login', { body: { email, password }, headers });
  const { items } = (await service.call('GET', sessionsPath, { token: login.body.accessToken })).body;
  const where = { action: 'session.started', subject_id: String(id) };
  const { ip: audited } = await databaseOf(service)('audit').where(where).first('ip');
  return { ...items.find(({ current }: { current: boolean }) => current), audited };
};

describe('the address of a session:', () => {
  const plain = useService();
  const elsewhere = useService({ TRUST_PROXY: '10.0.0.0/8, 192.0.2.7' });
  const trusting = useService({ TRUST_PROXY: 'loopback' });
  const peer = '127.0.0.1';

  it('ASVS 4.1.3/15.3.4 without a trusted proxy: is the peer, with any headers', async () => {
    const value = '203.0.113.9, 10.0.0.1';
    const headers = {
      'x-forwarded-for': value,
      'x-real-ip': value,
      'x-client-ip': value,
      forwarded: `for=${value}`,
    };
    for (const service of [plain(), elsewhere()])
      expect(await sessionFrom(service, headers)).to.include({ ip: peer, audited: peer });
  });

  it('ASVS 4.1.3/15.3.4 behind a trusted proxy: is the last address that is not trusted; if invalid, the proxy', async () => {
    for (const [value, client] of [
      ['198.51.100.1, 203.0.113.9', '203.0.113.9'],
      ['198.51.100.1, "[2001:db8::1]:443", [::ffff:127.0.0.2]:80', '2001:db8::1'],
      ["203.0.113.9, '; drop table sessions; --", peer],
      [',,,', peer],
      ['1'.repeat(5000), peer],
    ] as const) {
      const session = await sessionFrom(trusting(), { 'x-forwarded-for': value });
      expect(session, value.slice(0, 60)).to.include({ ip: client, audited: client });
    }
  });
});

describe('the user agent of a session:', () => {
  const service = useService();

  it('is stored as sent, cut to 300 characters', async () => {
    for (const [given, stored] of [
      ['', ''],
      ['a'.repeat(10_000), 'a'.repeat(300)],
      [
        `"<b>'; drop table sessions; --\t\\u0000 %00 &#0;`,
        `"<b>'; drop table sessions; --\t\\u0000 %00 &#0;`,
      ],
    ] as const)
      expect((await sessionFrom(service(), { 'user-agent': given })).userAgent).to.equal(stored);
  });

  /** Sends bytes that fetch() would not send. */
  const rawLogin = async (email: string, agent: Buffer | undefined) => {
    const body = JSON.stringify({ email, password });
    const headers = { 'Content-Type': 'application/json', 'Content-Length': String(body.length) };
    const [head = '', rest = ''] = rawMessage('POST', '/api/v1/auth/login', headers, body).split('\r\n\r\n');
    const line = agent === undefined ? [] : [Buffer.from('\r\nUser-Agent: '), agent];
    const socket = await openSocket(service().url);
    const response = readToEnd(socket);
    socket.write(Buffer.concat([Buffer.from(head), ...line, Buffer.from(`\r\n\r\n${rest}`)]));
    return (await response).status;
  };

  it('missing, or of bytes that are not UTF-8: is stored as Latin-1; with control characters: is rejected', async () => {
    const { email, ...user } = await personWithPassword(service());
    const odd = [undefined, Buffer.from([0xff, 0xfe, 0x80]), Buffer.from('🎻')];
    for (const agent of odd) expect(await rawLogin(email, agent), `${agent}`).to.equal(200);
    const { token } = service().signedIn(user);
    const { items } = (await service().call('GET', sessionsPath, { token })).body;
    const stored = items.map(({ userAgent }: { userAgent: string | null }) => userAgent);
    expect(stored).to.have.members([null, null, ...odd.slice(1).map((bytes) => bytes?.toString('latin1'))]);
    for (const byte of [0x00, 0x0a, 0x7f]) {
      const status = await rawLogin(email, Buffer.from([0x61, byte, 0x62]));
      expect(status, String(byte)).to.be.oneOf([400, 200]);
    }
    expect(service().log.filter(({ level }) => level === 'error')).to.deep.equal([]);
  });
});
