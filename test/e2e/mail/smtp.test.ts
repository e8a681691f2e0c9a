import { expect } from 'chai';
import { ids } from '../../../src/composition/service-ids.js';
import { TestService } from '../../support/service.js';
import { startSmtp, type TestSmtp, tokenIn } from '../../support/smtp.js';
import { auditOf, forgot, reset } from '../identity/emails.js';

let smtp: TestSmtp;
let service: TestService;

/** Lets so many seconds pass for what is to be sent. */
const pass = (seconds: number) =>
  service.service.container
    .get(ids.Database)('mail_queue')
    .update({ due_at: service.service.container.get(ids.Database).raw(`due_at - interval '${seconds} s'`) });
const waiting = () => service.service.container.get(ids.Database)('mail_queue').select();
const eventually = async (what: string, condition: () => Promise<boolean> | boolean) => {
  for (let attempt = 0; attempt < 2_400; attempt += 1) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`it never happened: ${what}`);
};
const warned = (message: string) => service.log.filter((line) => line.message === message);

describe('letters by SMTP:', () => {
  before(async () => {
    smtp = await startSmtp();
    service = await TestService.start({ SMTP__URL: smtp.url, MAIL__FROM: 'Films <films@example.com>' });
  });
  after(async () => {
    await service.stop();
    await smtp.stop();
  });
  afterEach(() => {
    smtp.answer = () => undefined;
  });

  it('to somebody: arrives from MAIL__FROM, as text and as HTML with the same link', async () => {
    const { email } = await service.user();
    await forgot(service, email);
    const { from, to, mail } = await smtp.letterTo(email);
    expect([from, to]).to.deep.equal(['films@example.com', [email]]);
    expect(mail.from).to.deep.include({ name: 'Films', address: 'films@example.com' });
    expect(mail.subject).to.equal('Choose a new password');
    const link = `http://service.test/account/reset#token=${tokenIn(mail.text ?? '')}`;
    expect(mail.html).to.include(`<a href="${link}">`);
    expect(mail.headers.find(({ key }) => key === 'auto-submitted')?.value).to.equal('auto-generated');
    expect((await reset(service, tokenIn(mail.text ?? ''))).status).to.equal(204);
  });

  it('to an address with signs that mean something in HTML: has them escaped, and no name that a stranger chose', async () => {
    const email = "o'neill&sons@example.com";
    await service.user({ email, visibleName: '<b>Win</b> at evil.test' });
    await forgot(service, email);
    const { to, mail } = await smtp.letterTo(email);
    expect(to).to.deep.equal([email]);
    expect(mail.html).to.include("the account o'neill&amp;sons@example.com");
    expect(mail.text).to.include(`the account ${email}`);
    expect(`${mail.html}${mail.text}${mail.subject}`).to.not.include('Win');
  });

  it('to an address outside of ASCII: arrives there', async () => {
    const email = 'zoé@exämple.com';
    await service.user({ email });
    await forgot(service, email);
    await eventually('it was asked for', () => smtp.asked.some((one) => one.startsWith('zoé@')));
  });

  it('to a server that says 550: is given up at once, visibly, and nobody waited for it', async () => {
    smtp.answer = () => ({ status: 550, says: 'no such mailbox here' });
    const { id, email } = await service.user();
    expect((await forgot(service, email)).status).to.equal(202);
    await eventually('it was given up', async () => (await auditOf(service, id)).length > 0);
    const details = { kind: 'reset', attempts: 1, reason: '550' };
    expect(await auditOf(service, id)).to.deep.equal([['mail.given-up', details]]);
    expect(await waiting()).to.deep.equal([]);
    expect(String(warned('email failed permanently').at(-1)?.error)).to.include('no such mailbox here');
  });

  it('to a server that lets strangers wait (451): arrives later, once', async () => {
    smtp.answer = () => ({ status: 451, says: 'greylisted, come back' });
    const { id, email } = await service.user();
    expect((await forgot(service, email)).status).to.equal(202);
    await eventually('it was postponed', () => warned('email postponed').length > 0);
    expect(await waiting()).to.have.length(1);
    smtp.answer = () => undefined;
    await pass(10);
    const { mail } = await smtp.letterTo(email);
    await eventually('it was noted', async () => (await auditOf(service, id)).length > 0);
    expect(await auditOf(service, id)).to.deep.equal([['mail.sent', { kind: 'reset' }]]);
    expect(smtp.received.filter(({ to }) => to.includes(email))).to.have.length(1);
    expect((await reset(service, tokenIn(mail.text ?? ''))).status).to.equal(204);
  });

  it('that was sent by an instance which died before it noted that: comes again, with a link of its own', async () => {
    const { email, id } = await service.user();
    const database = service.service.container.get(ids.Database);
    const job = { kind: 'reset', user_id: id, email, asked_by: {}, attempts: 1 };
    await forgot(service, email);
    const first = tokenIn((await smtp.letterTo(email)).mail.text ?? '');
    // As the dead one has left it: its lease is over now.
    await database('mail_queue').insert({ ...job, due_at: new Date() });
    const second = tokenIn((await smtp.letterTo(email, 2)).mail.text ?? '');
    expect((await reset(service, first)).body.code).to.equal('one-time-token-invalid');
    expect((await reset(service, second)).status).to.equal(204);
  });

  it('whatever became of them: no token stands in the log', async () => {
    const tokens = smtp.received.flatMap(({ mail }) => /#token=([\w-]{43})/.exec(mail.text ?? '')?.[1] ?? []);
    expect(tokens).to.have.length.above(3);
    for (const token of tokens) expect(JSON.stringify(service.log)).to.not.include(token);
  });
});

describe('letters, and no server that takes them:', () => {
  beforeEach(async () => {
    smtp = await startSmtp();
    service = await TestService.start({ SMTP__URL: smtp.url, MAIL__FROM: 'films@example.com' });
  });
  afterEach(async () => {
    await service.stop();
    await smtp.stop();
  });

  it('down for as long as we try: is answered as always, and the letter is given up visibly', async () => {
    await service.stop();
    // Where nobody listens: a port that was given up may be somebody else's soon.
    service = await TestService.start({ SMTP__URL: 'smtp://127.0.0.1:1', MAIL__FROM: 'films@example.com' });
    const { id, email } = await service.user();
    expect((await forgot(service, email)).status).to.equal(202);
    await eventually('all attempts were made', async () => {
      await pass(86_400);
      return (await waiting()).length === 0;
    });
    const details = { kind: 'reset', attempts: 8, reason: 'ECONNREFUSED' };
    expect(await auditOf(service, id)).to.deep.equal([['mail.given-up', details]]);
    // The log is told after the database.
    await eventually('the log was told', () => warned('email failed permanently').length > 0);
    expect(warned('email postponed')).to.have.length(7);
    expect(warned('email failed permanently')).to.have.length(1);
  });

  it('silent: is answered while the letter still waits for it, and other letters are not lost', async () => {
    smtp.hold();
    const [one, other] = [await service.user(), await service.user()];
    await forgot(service, one.email);
    await eventually('somebody waited for the greeting', () => smtp.held() > 0);
    expect((await forgot(service, other.email)).status).to.equal(202);
    expect(smtp.held()).to.equal(1);
    smtp.release();
    await eventually('it was postponed', () => warned('email postponed').length > 0);
    await pass(10);
    await smtp.letterTo(one.email);
    await smtp.letterTo(other.email);
  });
});
