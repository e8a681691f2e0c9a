import { expect } from 'chai';
import { eventually } from '../../integration/contracts/fixtures.js';
import { TestService } from '../../support/service.js';
import { startSmtp, type TestSmtp, tokenIn } from '../../support/smtp.js';
import { auditOf, forgot, reset } from '../identity/emails.js';
import { databaseOf } from '../identity/people.js';

describe('emails by SMTP:', () => {
  let smtp: TestSmtp;
  let service: TestService;
  before(async () => {
    smtp = await startSmtp();
    service = await TestService.start({ SMTP__URL: smtp.url, MAIL__FROM: 'Films <films@example.com>' });
  });
  after(async () => {
    await service.stop();
    await smtp.stop();
  });
  afterEach(() => {
    smtp.reply = () => undefined;
  });
  /** Makes the waiting email jobs due earlier by a number of seconds. */
  const pass = (seconds: number) =>
    databaseOf(service)('mail_queue').update({
      due_at: databaseOf(service).raw(`due_at - interval '${seconds} s'`),
    });
  const waiting = () => databaseOf(service)('mail_queue').select();
  const warned = (message: string) => service.log.filter((line) => line.message === message);

  it('to a user: arrives from MAIL__FROM, as text and as escaped HTML with the same link, without a name that a stranger chose', async () => {
    const email = "o'neill&sons@example.com";
    await service.user({ email, visibleName: '<b>Win</b> at evil.test' });
    await forgot(service, email);
    const { from, to, mail } = await smtp.emailTo(email);
    expect([from, to]).to.deep.equal(['films@example.com', [email]]);
    expect(mail.from).to.deep.include({ name: 'Films', address: 'films@example.com' });
    expect(mail.subject).to.equal('Choose a new password');
    const link = `http://service.test/account/reset#token=${tokenIn(mail.text ?? '')}`;
    expect(mail.html)
      .to.include(`<a href="${link}">`)
      .and.to.include("the account o'neill&amp;sons@example.com");
    expect(mail.text).to.include(`the account ${email}`);
    expect(`${mail.html}${mail.text}${mail.subject}`).to.not.include('Win');
    expect(mail.headers.find(({ key }) => key === 'auto-submitted')?.value).to.equal('auto-generated');
    expect((await reset(service, tokenIn(mail.text ?? ''))).status).to.equal(204);
  });

  it('to a server that returns 550: fails permanently at once, is audited and logged with its cause, and delays no response', async () => {
    smtp.reply = () => ({ status: 550, text: 'no such mailbox here' });
    const { id, email } = await service.user();
    expect((await forgot(service, email)).status).to.equal(202);
    await eventually(async () => (await auditOf(service, id)).length > 0, 'it had failed');
    const details = { kind: 'reset', attempts: 1, reason: '550' };
    expect(await auditOf(service, id)).to.deep.equal([['mail.given-up', details]]);
    expect(await waiting()).to.deep.equal([]);
    expect(String(warned('email failed permanently').at(-1)?.error)).to.include('no such mailbox here');
  });

  it('to a server that returns 451, as greylisting does: arrives later, once', async () => {
    smtp.reply = () => ({ status: 451, text: 'greylisted, come back' });
    const { id, email } = await service.user();
    expect((await forgot(service, email)).status).to.equal(202);
    await eventually(() => warned('email postponed').length > 0, 'it was postponed');
    expect(await waiting()).to.have.length(1);
    smtp.reply = () => undefined;
    await pass(10);
    const { mail } = await smtp.emailTo(email);
    await eventually(async () => (await auditOf(service, id)).length > 0, 'it was audited');
    expect(await auditOf(service, id)).to.deep.equal([['mail.sent', { kind: 'reset' }]]);
    expect(smtp.received.filter(({ to }) => to.includes(email))).to.have.length(1);
    expect((await reset(service, tokenIn(mail.text ?? ''))).status).to.equal(204);
  });

  it('to a server that is silent: delay no response, and none is lost', async () => {
    const before = warned('email postponed').length;
    smtp.hold();
    const [one, other] = [await service.user(), await service.user()];
    await forgot(service, one.email);
    await eventually(() => smtp.held() > 0, 'the service waited for the greeting');
    expect((await forgot(service, other.email)).status).to.equal(202);
    expect(smtp.held()).to.equal(1);
    smtp.release();
    await eventually(() => warned('email postponed').length > before, 'it was postponed');
    await pass(10);
    await smtp.emailTo(one.email);
    await smtp.emailTo(other.email);
  });
});
