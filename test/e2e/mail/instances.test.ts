import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { ids } from '../../../src/composition/service-ids.js';
import { makeEmbeddedFolder } from '../../support/embedded-folder.js';
import { emptyDatabase } from '../../support/environment.js';
import { TestService } from '../../support/service.js';
import { startSmtp, type TestSmtp, tokenIn } from '../../support/smtp.js';
import { forgot, reset } from '../identity/emails.js';

describe('letters of', () => {
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

  it('two instances that both send: arrive once each, with a link that is good', async () => {
    const one = await start();
    const other = await start({}, one.databaseUrl);
    const people = await Promise.all(Array.from({ length: 30 }, () => one.user()));
    await Promise.all(people.map(({ email }, i) => forgot(i % 2 ? one : other, email)));
    const both = [one, other].map(({ service }) => service.container.get(ids.Mail).sendEmails);
    await Promise.all(
      both.map(async (letters) => {
        while ((await letters.next()) !== undefined);
      }),
    );
    for (const { email } of people) await smtp.letterTo(email);
    expect(smtp.received).to.have.length(people.length);
    for (const { mail } of smtp.received.slice(0, 5)) {
      expect((await reset(other, tokenIn(mail.text ?? ''))).status).to.equal(204);
    }
  });

  it('an instance that stops while the server is silent: do not hold it up for ever, and are sent by the next', async () => {
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
    // Until then nobody else takes what may be under way still.
    await knex('mail_queue').update({ due_at: knex.raw("due_at - interval '2 minutes'") });
    await smtp.letterTo(email);
  });

  it('the embedded database: arrive, and their links work', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'letters-'));
    closing.unshift(async () => rmSync(folder, { recursive: true }));
    await makeEmbeddedFolder(folder);
    const service = await start(
      { DB_URL: undefined, DATA_DIR: folder, DEMO: 'false', REDIS__HOST: undefined },
      '',
    );
    const { email } = await service.user();
    await Promise.all([forgot(service, email), forgot(service, 'nobody@example.com')]);
    const { mail } = await smtp.letterTo(email);
    expect((await reset(service, tokenIn(mail.text ?? ''))).status).to.equal(204);
    expect((await smtp.letterTo(email, 2)).mail.subject).to.equal('Your password was changed');
    expect(smtp.received).to.have.length(2);
  });
});
