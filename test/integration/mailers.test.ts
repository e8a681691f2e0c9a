import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { expect } from 'chai';
import { NoMailer } from '../../src/adapters/mail/no-mailer.js';
import { PrintingMailer } from '../../src/adapters/mail/printing-mailer.js';
import { SmtpMailer } from '../../src/adapters/mail/smtp-mailer.js';
import type { EmailMessage } from '../../src/core/identity/email-message.js';
import type { Mailer } from '../../src/core/identity/mailer.js';
import { FakeMailer } from '../support/fakes/fake-mailer.js';
import { startSmtp, type TestSmtp, tokenIn } from '../support/smtp.js';
import { notSent } from './contracts/not-sent.js';

const token = 'bM2rUq0sP8vX5yA1dF4gH7jK9lN3oQ6tWcZeRiYuTxE';
const anEmail = (overrides: Partial<EmailMessage> = {}): EmailMessage => ({
  kind: 'reset',
  to: 'ada@example.com',
  link: { token, lifetimeSeconds: 1800 },
  ...overrides,
});
const publicUrl = 'https://films.example';

interface MailerUnderTest {
  readonly mailer: Mailer;
  /** The recipients of accepted emails. */
  arrived(): string[];
  /** Rejects every email from now on. */
  refuse(status: number): void;
}

/** The contract of a Mailer that can send. */
const mailerContract = (name: string, opened: () => MailerUnderTest) => {
  it(`${name}: an accepted email: resolves`, async () => {
    const { mailer, arrived } = opened();
    await mailer.send(anEmail({ to: 'bob@example.com' }));
    expect(arrived()).to.include('bob@example.com');
  });

  for (const [status, isFinal] of [
    [451, false],
    [550, true],
  ] as const)
    it(`${name}: an email rejected with ${status}: is not sent, and the error says whether it may be retried`, async () => {
      const { mailer, refuse } = opened();
      refuse(status);
      const { reason, isFinal: final, message } = await notSent(mailer.send(anEmail()));
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
      smtp.reply = () => ({ status, text: 'no email today' });
    },
  }));

  for (const [kind, subject, page] of [
    ['invitation', 'Your new account', 'invitation'],
    ['reset', 'Choose a new password', 'reset'],
    ['forced-reset', 'Choose a new password for your account', 'reset'],
    ['verification', 'Verify your email address', 'verify'],
    ['email-changed', 'The email address of your account was changed', undefined],
    ['password-changed', 'Your password was changed', undefined],
    ['second-factor-added', 'A second factor was added to your account', undefined],
    ['second-factor-removed', 'The second factor of your account was removed', undefined],
    ['second-factor-removed-by-admin', 'The second factor of your account was removed', undefined],
    ['recovery-codes-replaced', 'The recovery codes of your account were replaced', undefined],
    ['recovery-code-used', 'A recovery code of your account was used', undefined],
  ] as const)
    it(`SMTP: an email of ${kind}: has its subject, and ${page ? 'its link' : 'no link'}`, async () => {
      const { link, ...rest } = anEmail({ kind });
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

  it('SMTP: a link: is sent with its lifetime in days or minutes', async () => {
    await mailer(smtp.url).send(anEmail({ link: { token, lifetimeSeconds: 604_800 } }));
    await mailer(smtp.url).send(anEmail());
    expect(smtp.received[0]?.mail.text).to.include('valid for 7 days');
    expect(smtp.received[1]?.mail.text).to.include('valid for 30 minutes');
  });

  for (const to of ['a@example.com, b@evil.test', 'a@example.com\r\nBcc: b@evil.test', 'x <b@evil.test>'])
    it(`SMTP: to ${JSON.stringify(to)}: has no other recipient`, async () => {
      await mailer(smtp.url)
        .send(anEmail({ to }))
        .catch(() => {});
      expect(smtp.received.filter(({ to: reached }) => reached.includes('b@evil.test'))).to.deep.equal([]);
      for (const { mail } of smtp.received) expect(mail.bcc ?? []).to.deep.equal([]);
    });

  it('SMTP: to an internationalised domain: is addressed in ASCII, which every server takes (RFC 5890)', async () => {
    await mailer(smtp.url).send(anEmail({ to: 'ada@bücher.example' }));
    expect(smtp.received[0]?.raw).to.match(/^To: ada@xn--bcher-kva\.example\r$/m);
  });

  for (const [what, host, reported] of [
    ['a port where nothing listens', '127.0.0.1:1', 'connect ECONNREFUSED 127.0.0.1:1'],
    ['an unknown host', 'server.invalid:587', 'server.invalid'],
  ] as const)
    it(`SMTP: at ${what}: is not sent, temporarily, and does not report the password`, async () => {
      const { isFinal, message, stack } = await notSent(
        mailer(`smtp://someone:tell-nobody@${host}`).send(anEmail()),
      );
      expect(isFinal).to.equal(false);
      expect(message).to.include(reported);
      expect(message + stack).to.not.include('tell-nobody');
    });

  it('SMTP: with a wrong password: is not sent, temporarily, and does not report the password', async () => {
    const strict = await startSmtp({
      disabledCommands: ['STARTTLS'],
      allowInsecureAuth: true,
      onAuth: (_auth, _session, done) => done(new Error('Invalid username or password')),
    });
    const url = strict.url.replace('//', '//someone:tell-nobody@');
    const { reason, isFinal, message } = await notSent(mailer(url).send(anEmail()));
    expect([reason, isFinal]).to.deep.equal(['535', false]);
    expect(message).to.not.include('tell-nobody');
    await strict.stop();
  });

  for (const [what, greeting] of [
    ['never greets', ''],
    ['greets, and sends no more', '220 service.test\r\n'],
    ['sends a line from time to time, for ever', '220-wait\r\n'],
  ] as const)
    it(`SMTP: that ${what}: is not sent, temporarily, after the timeout`, async () => {
      const sockets = new Set<Socket>();
      const server = createServer((socket) => {
        sockets.add(socket.on('error', () => {}));
        socket.write(greeting);
        const more = setInterval(() => greeting.startsWith('220-') && socket.write(greeting), 50);
        socket.on('close', () => clearInterval(more));
      }).listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      const { isFinal } = await notSent(mailer(`smtp://127.0.0.1:${port}`, 300).send(anEmail()));
      expect(isFinal).to.equal(false);
      for (const socket of sockets) socket.destroy();
      server.close();
    });

  it('printing: prints the whole email', async () => {
    const printed: string[] = [];
    await new PrintingMailer(publicUrl, ({ to, text }) => printed.push(to, text)).send(anEmail());
    expect(printed[0]).to.equal('ada@example.com');
    expect(tokenIn(printed[1] ?? '')).to.equal(token);
  });

  it('none: rejects every email permanently', async () => {
    const { reason, isFinal } = await notSent(new NoMailer().send(anEmail()));
    expect([reason, isFinal]).to.deep.equal(['no-smtp', true]);
  });
});
