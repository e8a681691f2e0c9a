import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { noteSecretsIn } from './secrets.js';

/** What a server says to a recipient: nothing, so that the letter is taken, or a refusal with its status. */
type Answer = (recipient: string) => { readonly status: number; readonly says: string } | undefined;

/** A letter that has arrived. */
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
  /** How often somebody was asked for as a recipient. */
  readonly asked: string[];
  /** What recipients are answered from now on. */
  answer: Answer;
  /** The newest letter to that address, waited for. @param count so many have to have come */
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
  // Likewise.
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
        const letters = received.filter(({ to }) => to.includes(address));
        const newest = letters.at(-1);
        if (newest !== undefined && letters.length >= count) return newest;
        await sleep(25);
      }
      throw new Error(`no letter ${count} came to ${address}: ${asked}`);
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

/** What the link in a letter ends with, read from its text. */
export const tokenIn = (text: string): string => {
  const token = /#token=([\w-]{43})\s/.exec(text)?.[1];
  if (token === undefined) throw new Error(`there is no link in ${text}`);
  return token;
};
