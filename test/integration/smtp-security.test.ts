import { expect } from 'chai';
import type { SMTPServerOptions } from 'smtp-server';
import { SmtpMailer } from '../../src/adapters/mail/smtp-mailer.js';
import { startSmtp, type TestSmtp } from '../support/smtp.js';
import { testCertificate, testKey } from '../support/test-certificate.js';
import { notSent } from './contracts/not-sent.js';

const [user, password] = ['films@example.com', 'p@ss:w/rd?#%é'];
const email = { kind: 'password-changed', to: 'ada@example.com' } as const;
const tls = { key: testKey, cert: testCertificate, disabledCommands: [] };

describe('mailers by SMTP, with a login:', () => {
  let smtp: TestSmtp;
  /** The user names and passwords that the server received. */
  let logins: unknown[][];
  const serve = async (options: SMTPServerOptions) => {
    logins = [];
    smtp = await startSmtp({
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: ({ username, password: given }, { secure }, done) => {
        logins.push([username, given, secure ? 'encrypted' : 'in the clear']);
        if (username === user && given === password) done(null, { user: username });
        else done(new Error('Invalid username or password'));
      },
      ...options,
    });
  };
  afterEach(() => smtp.stop());

  /** Sends with a URL as an operator writes it in the settings. */
  const send = (parameters: Record<string, string>) => {
    const url = new URL(smtp.url);
    const login = [user, password].map(encodeURIComponent).join(':');
    const query = new URLSearchParams(parameters);
    const whole = `${url.protocol}//${login}@${url.host}?${query}`;
    return new SmtpMailer({ url: whole, from: user, publicUrl: 'https://films.example' }).send(email);
  };
  const trusting = { 'tls.ca': testCertificate };

  for (const [what, options, parameters] of [
    ['optional STARTTLS', tls, trusting],
    ['required STARTTLS', tls, { ...trusting, requireTLS: 'true' }],
    ['smtps://', { ...tls, secure: true }, trusting],
  ] as const)
    it(`by ${what}: logs in and sends, all encrypted`, async () => {
      await serve(options);
      await send(parameters);
      expect(logins).to.deep.equal([[user, password, 'encrypted']]);
      expect(smtp.received.map(({ to, isEncrypted, user: by }) => [to, isEncrypted, by])).to.deep.equal([
        [[email.to], true, user],
      ]);
    });

  it('without STARTTLS, which is optional: logs in and sends', async () => {
    await serve({ disabledCommands: ['STARTTLS'] });
    await send({});
    expect(logins).to.deep.equal([[user, password, 'in the clear']]);
    expect(smtp.received.map(({ isEncrypted, user: by }) => [isEncrypted, by])).to.deep.equal([
      [false, user],
    ]);
  });

  it('without STARTTLS, which is required: sends neither password nor email, temporarily', async () => {
    await serve({ disabledCommands: ['STARTTLS'] });
    const { isFinal, message } = await notSent(send({ requireTLS: 'true' }));
    expect([isFinal, logins, smtp.recipients, smtp.received]).to.deep.equal([false, [], [], []]);
    expect(message).to.include('STARTTLS').and.to.not.include(password);
  });

  for (const [what, options] of [
    ['STARTTLS', tls],
    ['smtps://', { ...tls, secure: true }],
  ] as const)
    it(`by ${what}, with an unknown certificate: sends neither password nor email, temporarily`, async () => {
      await serve(options);
      const { isFinal } = await notSent(send({}));
      expect([isFinal, logins, smtp.recipients, smtp.received]).to.deep.equal([false, [], [], []]);
    });
});
