import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { ids } from '../../../src/composition/service-ids.js';
import { emptyDatabase } from '../../support/environment.js';
import { TestService } from '../../support/service.js';
import { startSmtp, type TestSmtp, tokenIn } from '../../support/smtp.js';
import { forgot, reset } from '../identity/emails.js';

describe('emails of', () => {
  let smtp: TestSmtp;
  const closing: (() => Promise<unknown>)[] = [];
  const start = async (overrides: Record<string, string | undefined> = {}, databaseUrl?: string) => {
    const settings = { SMTP__URL: smtp.url, MAIL__FROM: 'films@example.com', ...overrides };
    const service = await TestService.start(settings, databaseUrl === undefined ? {} : { databaseUrl });
    closing.unshift(() => service.stop());
    return service;
  };
  beforeEach(async () => {
    smtp = await startSmtp();
    closing.unshift(() => smtp.stop());
  });
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });

  it('two instances that both send: arrive once each, with a valid link', async () => {
    const one = await start();
    const other = await start({}, one.databaseUrl);
    const people = await Promise.all(Array.from({ length: 12 }, () => one.user()));
    await Promise.all(people.map(({ email }, i) => forgot(i % 2 ? one : other, email)));
    const both = [one, other].map(({ service }) => service.container.get(ids.Mail).sendEmails);
    await Promise.all(
      both.map(async (sender) => {
        while ((await sender.next()) !== undefined);
      }),
    );
    for (const { email } of people) await smtp.emailTo(email);
    expect(smtp.received).to.have.length(people.length);
    for (const { mail } of smtp.received.slice(0, 3)) {
      expect((await reset(other, tokenIn(mail.text ?? ''))).status).to.equal(204);
    }
  });

  it('an instance that stops while the server does not respond: do not block its stop, and are sent by the next instance', async () => {
    const database = await emptyDatabase();
    closing.unshift(database.drop);
    const one = await start({}, database.url);
    const { email } = await one.user();
    smtp.hold();
    await forgot(one, email);
    while (smtp.held() === 0) await sleep(25);
    await closing.shift()?.();
    smtp.release();
    const other = await start({}, database.url);
    const knex = other.service.container.get(ids.Database);
    expect(await knex('mail_queue').pluck('attempts')).to.deep.equal([1]);
    // Until its lease ends, no other instance takes a job that may still be in progress.
    await knex('mail_queue').update({ due_at: knex.raw("due_at - interval '2 minutes'") });
    await smtp.emailTo(email);
  });
});
