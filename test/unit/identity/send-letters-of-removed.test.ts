import { expect } from 'chai';
import { by, setUp } from './sending.js';

describe('a letter', () => {
  for (const [became, isFinal] of [
    ['sent', undefined],
    ['given-up', true],
  ] as const) {
    it(`whose owner is removed while it is under way, ${became}: is told without an address`, async () => {
      const { use, work, manage, mailer, ask, ada } = await setUp();
      await ask('reset', ada.email);
      const send = mailer.send.bind(mailer);
      if (isFinal) mailer.trouble = { reason: '550', isFinal };
      mailer.send = async (letter) => {
        await manage.remove(ada.id, undefined, by);
        await send(letter);
      };
      expect(await use.next()).to.deep.include({ became });
      const { action, subject, by: asked } = work.audit.at(-1) ?? {};
      expect([action, subject?.id, asked]).to.deep.equal([`mail.${became}`, ada.id, { ...by, ip: null }]);
    });
  }

  it('that an administrator caused, removed while it is under way: is told without their address', async () => {
    const { use, work, manage, mailer, ask, add, ada } = await setUp();
    const admins = [await add('root', { role: 'admin' }), await add('deputy', { role: 'admin' })];
    for (const { id } of admins) await ask('password-changed', ada.email, ada.id, id);
    const send = mailer.send.bind(mailer);
    mailer.send = async () => {
      await manage.remove(admins[0]?.id ?? 0, undefined, by);
      mailer.send = send;
    };
    await use.next();
    await use.next();
    const told = work.audit.filter(({ action }) => action === 'mail.sent');
    expect(told.map((entry) => [entry.by.actorId, entry.by.ip])).to.deep.equal([
      [admins[0]?.id, null],
      [admins[1]?.id, by.ip],
    ]);
  });
});
