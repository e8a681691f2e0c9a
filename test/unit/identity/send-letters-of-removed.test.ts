import { expect } from 'chai';
import { SendLetters } from '../../../src/core/identity/send-letters.js';
import { FakeMailer } from '../../support/fakes/fake-mailer.js';
import { identity } from './accounts.js';

/** Somebody who is not signed in. */
const by = { actorId: null, ip: '192.0.2.1', requestId: 'request-1' };

const setUp = async () => {
  const all = identity();
  const { mails, work, refreshTokens, clock, add } = all;
  const mailer = new FakeMailer();
  const use = new SendLetters(mails, work, mailer, refreshTokens, clock);
  const ask = (to: string, userId: number | null = null, actorId: number | null = null) =>
    mails.add({ kind: 'reset', to, userId, by: { ...by, actorId } });
  return { ...all, use, mailer, ask, ada: await add('ada') };
};

describe('a letter', () => {
  for (const [became, isFinal] of [
    ['sent', undefined],
    ['given-up', true],
  ] as const) {
    it(`whose owner is removed while it is under way, ${became}: is told without an address`, async () => {
      const { use, work, manage, mailer, ask, ada } = await setUp();
      await ask(ada.email);
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
    for (const { id } of admins) await ask(ada.email, ada.id, id);
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
