import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { noteSecretsIn } from './secrets.js';

/** The response to a recipient: undefined accepts it, otherwise it is rejected with a status. */
type Answer = (recipient: string) => { readonly status: number; readonly says: string } | undefined;

/** An email that was received. */
export interface Received {
  /** As the envelope has it. */
  readonly from: string;
  readonly to: readonly string[];
  /** As it came. */
  readonly raw: string;
  readonly mail: Email;
  readonly isEncrypted: boolean;
  /** Who has logged in to send it. */
  readonly user: string | undefined;
}

/** A real SMTP server in this process. */
export interface TestSmtp {
  readonly url: string;
  readonly received: Received[];
  /** Every recipient that a client has named. */
  readonly asked: string[];
  /** The response to recipients from now on. */
  answer: Answer;
  /** Waits for the newest email to that address. @param count how many must have come */
  letterTo(address: string, count?: number): Promise<Received>;
  /** From now on connections are taken and never greeted; `release` ends those, and greets again. */
  hold(): void;
  release(): void;
  /** How many connections are held. */
  held(): number;
  stop(): Promise<void>;
}

const wholeOf = async (stream: AsyncIterable<Buffer | string>): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
};

/** @param options what it has beside: TLS, logins */
export const startSmtp = async (options: SMTPServerOptions = {}): Promise<TestSmtp> => {
  const received: Received[] = [];
  const asked: string[] = [];
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
      asked.push(address);
      const refusal = smtp.answer(address);
      done(refusal && Object.assign(new Error(refusal.says), { responseCode: refusal.status }));
    },
    onData: async (stream, { envelope, secure, user }, done) => {
      const raw = await wholeOf(stream).catch(() => undefined);
      // Its sender went away in the middle, which some tests are about.
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
  // For the same reason.
  server.on('error', () => {});
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const smtp: TestSmtp = {
    url: `${options.secure ? 'smtps' : 'smtp'}://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    received,
    asked,
    answer: () => undefined,
    letterTo: async (address, count = 1) => {
      for (let attempt = 0; attempt < 2_400; attempt += 1) {
        const emails = received.filter(({ to }) => to.includes(address));
        const newest = emails.at(-1);
        if (newest !== undefined && emails.length >= count) return newest;
        await sleep(25);
      }
      throw new Error(`no email ${count} came to ${address}: ${asked}`);
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
