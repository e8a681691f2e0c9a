import { expect } from 'chai';
import { by, setUp } from './sending.js';

describe('an email job whose account is removed while it is sent', () => {
  for (const [outcome, expected, isFinal] of [
    ['sent', 'mail.sent', undefined],
    ['failed-permanently', 'mail.given-up', true],
  ] as const) {
    it(`${outcome}: is audited without an address`, async () => {
      const { use, work, manage, mailer, queue, ada } = await setUp();
      await queue('reset', ada.email);
      const send = mailer.send.bind(mailer);
      if (isFinal) mailer.trouble = { reason: '550', isFinal };
      mailer.send = async (email) => {
        await manage.remove(ada.id, undefined, by);
        await send(email);
      };
      expect(await use.next()).to.deep.include({ outcome });
      const { action, subject, by: initiator } = work.audit.at(-1) ?? {};
      expect([action, subject?.id, initiator]).to.deep.equal([expected, ada.id, { ...by, ip: null }]);
    });
  }

  it('of the administrator who caused it: is audited without their address', async () => {
    const { use, work, manage, mailer, queue, add, ada } = await setUp();
    const admins = [await add('root', { role: 'admin' }), await add('deputy', { role: 'admin' })];
    for (const { id } of admins) await queue('password-changed', ada.email, ada.id, id);
    const send = mailer.send.bind(mailer);
    mailer.send = async () => {
      await manage.remove(admins[0]?.id ?? 0, undefined, by);
      mailer.send = send;
    };
    for (const _ of admins) await use.next();
    const sent = work.audit.filter(({ action }) => action === 'mail.sent');
    expect(sent.map((entry) => [entry.by.actorId, entry.by.ip])).to.deep.equal([
      [admins[0]?.id, null],
      [admins[1]?.id, by.ip],
    ]);
  });
});
