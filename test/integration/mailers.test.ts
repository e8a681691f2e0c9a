import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { expect } from 'chai';
import { SMTPServer } from 'smtp-server';
import { NoMailer } from '../../src/adapters/mail/no-mailer.js';
import { PrintingMailer } from '../../src/adapters/mail/printing-mailer.js';
import { SmtpMailer } from '../../src/adapters/mail/smtp-mailer.js';
import type { EmailMessage } from '../../src/core/identity/email-message.js';
import type { Mailer } from '../../src/core/identity/mailer.js';
import { FakeMailer } from '../support/fakes/fake-mailer.js';
import { startSmtp, type TestSmtp, tokenIn } from '../support/smtp.js';
import { notSent } from './contracts/not-sent.js';

const token = 'bM2rUq0sP8vX5yA1dF4gH7jK9lN3oQ6tWcZeRiYuTxE';
const letter = (overrides: Partial<EmailMessage> = {}): EmailMessage => ({
  kind: 'reset',
  to: 'ada@example.com',
  link: { token, lifetimeSeconds: 1800 },
  ...overrides,
});
const publicUrl = 'https://films.example';

interface MailerUnderTest {
  readonly mailer: Mailer;
  /** Whom the letters went to that were taken. */
  arrived(): string[];
  /** What every letter is answered from now on. */
  refuse(status: number): void;
}

/** What every Mailer promises that has somebody to hand its letters to. */
const mailerContract = (name: string, opened: () => MailerUnderTest) => {
  it(`${name}: a letter that is taken: resolves once it is`, async () => {
    const { mailer, arrived } = opened();
    await mailer.send(letter({ to: 'bob@example.com' }));
    expect(arrived()).to.include('bob@example.com');
  });

  for (const [status, isFinal] of [
    [451, false],
    [550, true],
  ] as const)
    it(`${name}: a letter that is answered ${status}: is not sent, and says whether for good`, async () => {
      const { mailer, refuse } = opened();
      refuse(status);
      const { reason, isFinal: final, message } = await notSent(mailer.send(letter()));
      expect([reason, final]).to.deep.equal([String(status), isFinal]);
      expect(message).to.not.include(token);
    });
};

describe('mailers', () => {
  let smtp: TestSmtp;
  const mailer = (url: string, timeout?: number) =>
    new SmtpMailer({ url, from: 'Films <films@example.com>', publicUrl, ...(timeout && { timeout }) });
  beforeEach(async () => {
    smtp = await startSmtp();
  });
  afterEach(() => smtp.stop());

  mailerContract('a fake', () => {
    const fake = new FakeMailer();
    const refuse = (status: number) => {
      fake.trouble = { reason: String(status), isFinal: status >= 500 };
    };
    return { mailer: fake, arrived: () => fake.taken.map(({ to }) => to), refuse };
  });
  mailerContract('SMTP', () => ({
    mailer: mailer(smtp.url),
    arrived: () => smtp.received.flatMap(({ to }) => to),
    refuse: (status) => {
      smtp.answer = () => ({ status, says: 'no letters today' });
    },
  }));

  for (const [kind, subject, page] of [
    ['invitation', 'Your new account', 'reset'],
    ['reset', 'Choose a new password', 'reset'],
    ['forced-reset', 'Choose a new password for your account', 'reset'],
    ['verification', 'Verify your email address', 'verify'],
    ['email-changed', 'The email address of your account was changed', undefined],
    ['password-changed', 'Your password was changed', undefined],
  ] as const)
    it(`SMTP: a letter of ${kind}: says what it is about, with ${page ? 'its link' : 'no link'}`, async () => {
      const { link, ...rest } = letter({ kind });
      await mailer(smtp.url).send(page === undefined ? rest : { ...rest, ...(link && { link }) });
      const [{ mail } = { mail: undefined }] = smtp.received;
      expect(mail?.subject).to.equal(subject);
      for (const body of [mail?.text, mail?.html]) {
        expect(body).to.include('ada@example.com');
        if (page === undefined) expect(body).to.not.include('http');
        else expect(body).to.include(`${publicUrl}/account/${page}#token=${token}`);
      }
      if (page !== undefined) expect(tokenIn(mail?.text ?? '')).to.equal(token);
    });

  it('SMTP: a link for a week: says seven days; for half an hour: thirty minutes', async () => {
    await mailer(smtp.url).send(letter({ link: { token, lifetimeSeconds: 604_800 } }));
    await mailer(smtp.url).send(letter());
    expect(smtp.received[0]?.mail.text).to.include('valid for 7 days');
    expect(smtp.received[1]?.mail.text).to.include('valid for 30 minutes');
  });

  for (const to of ['a@example.com, b@evil.test', 'a@example.com\r\nBcc: b@evil.test', 'x <b@evil.test>'])
    it(`SMTP: to ${JSON.stringify(to)}: reaches nobody else`, async () => {
      await mailer(smtp.url)
        .send(letter({ to }))
        .catch(() => {});
      expect(smtp.received.filter(({ to: reached }) => reached.includes('b@evil.test'))).to.deep.equal([]);
      for (const { mail } of smtp.received) expect(mail.bcc ?? []).to.deep.equal([]);
    });

  it('SMTP: to an internationalised domain: is addressed in ASCII, which every server takes (RFC 5890)', async () => {
    await mailer(smtp.url).send(letter({ to: 'ada@bücher.example' }));
    expect(smtp.received[0]?.raw).to.match(/^To: ada@xn--bcher-kva\.example\r$/m);
  });

  it('SMTP: where nobody listens: is not sent, for now', async () => {
    const { reason, isFinal, message } = await notSent(mailer('smtp://127.0.0.1:1').send(letter()));
    expect([reason, isFinal]).to.deep.equal(['ECONNREFUSED', false]);
    expect(message).to.include('connect ECONNREFUSED 127.0.0.1:1');
  });

  it('SMTP: at a name that no server has: is not sent, for now, and tells no password', async () => {
    const url = 'smtp://someone:tell-nobody@server.invalid:587';
    const { isFinal, message, stack } = await notSent(mailer(url).send(letter()));
    expect(isFinal).to.equal(false);
    expect(message).to.include('server.invalid');
    expect(message + stack).to.not.include('tell-nobody');
  });

  it('SMTP: that wants a password which we have not: is for whoever runs the service, and not final', async () => {
    const strict = new SMTPServer({
      disabledCommands: ['STARTTLS'],
      allowInsecureAuth: true,
      logger: false,
      onAuth: (_auth, _session, done) => done(new Error('Invalid username or password')),
    });
    strict.listen(0, '127.0.0.1');
    await once(strict.server, 'listening');
    const { port } = strict.server.address() as AddressInfo;
    const sending = mailer(`smtp://someone:tell-nobody@127.0.0.1:${port}`).send(letter());
    const { reason, isFinal, message } = await notSent(sending);
    expect([reason, isFinal]).to.deep.equal(['535', false]);
    expect(message).to.not.include('tell-nobody');
    await new Promise<void>((resolve) => strict.close(() => resolve()));
  });

  for (const [what, greeting] of [
    ['never greets', ''],
    ['greets, and says no more', '220 service.test\r\n'],
    ['says a little now and then, for ever', '220-wait\r\n'],
  ] as const)
    it(`SMTP: that ${what}: is given up after our patience, for now`, async () => {
      const sockets = new Set<Socket>();
      const server = createServer((socket) => {
        sockets.add(socket.on('error', () => {}));
        socket.write(greeting);
        const more = setInterval(() => greeting.startsWith('220-') && socket.write(greeting), 50);
        socket.on('close', () => clearInterval(more));
      }).listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      const { isFinal } = await notSent(mailer(`smtp://127.0.0.1:${port}`, 300).send(letter()));
      expect(isFinal).to.equal(false);
      for (const socket of sockets) socket.destroy();
      server.close();
    });

  it('printing: shows the whole letter to whoever runs the service', async () => {
    const printed: string[] = [];
    await new PrintingMailer(publicUrl, ({ to, text }) => printed.push(to, text)).send(letter());
    expect(printed[0]).to.equal('ada@example.com');
    expect(tokenIn(printed[1] ?? '')).to.equal(token);
  });

  it('none: gives every letter up', async () => {
    const { reason, isFinal } = await notSent(new NoMailer().send(letter()));
    expect([reason, isFinal]).to.deep.equal(['no-smtp', true]);
  });
});
