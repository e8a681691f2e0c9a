import { expect } from 'chai';
import type { SMTPServerOptions } from 'smtp-server';
import { SmtpMailer } from '../../src/adapters/mail/smtp-mailer.js';
import { startSmtp, type TestSmtp } from '../support/smtp.js';
import { testCertificate, testKey } from '../support/test-certificate.js';
import { notSent } from './contracts/not-sent.js';

const [user, password] = ['films@example.com', 'p@ss:w/rd?#%é'];
const letter = { kind: 'password-changed', to: 'ada@example.com' } as const;
const tls = { key: testKey, cert: testCertificate, disabledCommands: [] };

describe('mailers by SMTP, with a login:', () => {
  let smtp: TestSmtp;
  /** What the server was told as name and password. */
  let told: unknown[][];
  const serve = async (options: SMTPServerOptions) => {
    told = [];
    smtp = await startSmtp({
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: ({ username, password: given }, { secure }, done) => {
        told.push([username, given, secure ? 'encrypted' : 'in the clear']);
        if (username === user && given === password) done(null, { user: username });
        else done(new Error('Invalid username or password'));
      },
      ...options,
    });
  };
  afterEach(() => smtp.stop());

  /** By a URL as whoever runs the service writes it. */
  const send = (parameters: Record<string, string>) => {
    const url = new URL(smtp.url);
    const login = [user, password].map(encodeURIComponent).join(':');
    const query = new URLSearchParams(parameters);
    const whole = `${url.protocol}//${login}@${url.host}?${query}`;
    return new SmtpMailer({ url: whole, from: user, publicUrl: 'https://films.example' }).send(letter);
  };
  const trusting = { 'tls.ca': testCertificate };

  for (const [what, options, parameters] of [
    ['STARTTLS that it has', tls, trusting],
    ['STARTTLS that has to be', tls, { ...trusting, requireTLS: 'true' }],
    ['smtps://', { ...tls, secure: true }, trusting],
  ] as const)
    it(`by ${what}: logs in and sends, all of it encrypted`, async () => {
      await serve(options);
      await send(parameters);
      expect(told).to.deep.equal([[user, password, 'encrypted']]);
      expect(smtp.received.map(({ to, isEncrypted, user: by }) => [to, isEncrypted, by])).to.deep.equal([
        [[letter.to], true, user],
      ]);
    });

  it('without STARTTLS, which is optional: logs in and sends', async () => {
    await serve({ disabledCommands: ['STARTTLS'] });
    await send({});
    expect(told).to.deep.equal([[user, password, 'in the clear']]);
    expect(smtp.received.map(({ isEncrypted, user: by }) => [isEncrypted, by])).to.deep.equal([
      [false, user],
    ]);
  });

  it('without STARTTLS, which is required: sends neither password nor email, temporarily', async () => {
    await serve({ disabledCommands: ['STARTTLS'] });
    const { isFinal, message } = await notSent(send({ requireTLS: 'true' }));
    expect([isFinal, told, smtp.asked, smtp.received]).to.deep.equal([false, [], [], []]);
    expect(message).to.include('STARTTLS').and.to.not.include(password);
  });

  for (const [what, options] of [
    ['STARTTLS', tls],
    ['smtps://', { ...tls, secure: true }],
  ] as const)
    it(`by ${what}, with an unknown certificate: sends neither password nor email, temporarily`, async () => {
      await serve(options);
      const { isFinal } = await notSent(send({}));
      expect([isFinal, told, smtp.asked, smtp.received]).to.deep.equal([false, [], [], []]);
    });
});
