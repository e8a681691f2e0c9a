import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { noteSecretsIn } from './secrets.js';

/** The reply to a recipient. Undefined accepts it. */
type Reply = (recipient: string) => { readonly status: number; readonly text: string } | undefined;

/** An email that was received. */
export interface Received {
  /** The sender of the envelope. */
  readonly from: string;
  readonly to: readonly string[];
  /** The source as received. */
  readonly raw: string;
  readonly mail: Email;
  readonly isEncrypted: boolean;
  /** The user name of the login; undefined without one. */
  readonly user: string | undefined;
}

/** A real SMTP server in this process. */
export interface TestSmtp {
  readonly url: string;
  readonly received: Received[];
  /** Every recipient of every RCPT command. */
  readonly recipients: string[];
  /** The reply to recipients from now on. */
  reply: Reply;
  /** Waits for `count` emails to the address, and returns the newest one. */
  emailTo(address: string, count?: number): Promise<Received>;
  /** Accepts connections without a greeting. `release` closes these with 421, and greets again. */
  hold(): void;
  release(): void;
  /** The number of connections that wait for a greeting. */
  held(): number;
  stop(): Promise<void>;
}

const wholeOf = async (stream: AsyncIterable<Buffer | string>): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
};

/** @param options additional ones, such as TLS and logins */
export const startSmtp = async (options: SMTPServerOptions = {}): Promise<TestSmtp> => {
  const received: Received[] = [];
  const recipients: string[] = [];
  const held = new Map<string, (error: Error) => void>();
  let holds = false;
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    logger: false,
    onConnect: ({ id }, done) => {
      if (holds) held.set(id, done);
      else done();
    },
    onRcptTo: ({ address }, _session, done) => {
      recipients.push(address);
      const rejection = smtp.reply(address);
      done(rejection && Object.assign(new Error(rejection.text), { responseCode: rejection.status }));
    },
    onData: async (stream, { envelope, secure, user }, done) => {
      const raw = await wholeOf(stream).catch(() => undefined);
      // The sender disconnected before the end, which some tests check.
      if (raw === undefined) return;
      const { mailFrom, rcptTo } = envelope;
      const from = mailFrom ? mailFrom.address : '';
      const to = rcptTo.map(({ address }) => address);
      const mail = await PostalMime.parse(raw);
      noteSecretsIn(mail.text ?? '');
      received.push({ from, to, raw, mail, isEncrypted: secure, user });
      done();
    },
    ...options,
  });
  // Such a sender also causes an error here.
  server.on('error', () => {});
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const smtp: TestSmtp = {
    url: `${options.secure ? 'smtps' : 'smtp'}://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    received,
    recipients,
    reply: () => undefined,
    emailTo: async (address, count = 1) => {
      for (let attempt = 0; attempt < 2_400; attempt += 1) {
        const emails = received.filter(({ to }) => to.includes(address));
        const newest = emails.at(-1);
        if (newest !== undefined && emails.length >= count) return newest;
        await sleep(25);
      }
      throw new Error(`${address} did not receive ${count} email(s); recipients so far: ${recipients}`);
    },
    hold: () => {
      holds = true;
    },
    release: () => {
      holds = false;
      for (const done of held.values())
        done(Object.assign(new Error('it took too long'), { responseCode: 421 }));
      held.clear();
    },
    held: () => held.size,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return smtp;
};

/** The token of the link in an email. */
export const tokenIn = (text: string): string => {
  const token = /#token=([\w-]{43})\s/.exec(text)?.[1];
  if (token === undefined) throw new Error(`there is no link in ${text}`);
  return token;
};
