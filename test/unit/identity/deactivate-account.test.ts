import { expect } from 'chai';
import { by, identity } from './accounts.js';

const setUp = async () => {
  const all = identity();
  return {
    ...all,
    use: all.manage,
    root: await all.add('root', { role: 'admin' }),
    ada: await all.add('ada'),
  };
};

describe('deactivate an account', () => {
  it('ASVS 7.4.2 with sessions: ends those of that account, and of no other', async () => {
    const { use, work, root, ada, addSession, sessions, clock } = await setUp();
    await addSession(ada.id, 'one');
    await addSession(root.id, 'other');
    await use.change(ada.id, { role: 'moderator' }, undefined, by);
    expect(await sessions.list(ada.id, clock.now())).to.have.length(1);
    await use.change(ada.id, { active: false }, undefined, by);
    expect(await sessions.list(ada.id, clock.now())).to.deep.equal([]);
    expect(await sessions.list(root.id, clock.now())).to.have.length(1);
    const { action, details } = work.audit.at(-1) ?? {};
    expect([action, details]).to.deep.equal(['session.ended', { sessionId: 'one', reason: 'deactivated' }]);
  });

  for (const purpose of ['reset', 'invitation', 'verification'] as const) {
    it(`ASVS 6.4.3 with a link (${purpose}): ends that of the account, and of no other`, async () => {
      const { use, root, ada, addToken, oneTimeTokens, clock } = await setUp();
      const [theirs, other] = [await addToken(ada.id, purpose), await addToken(root.id, purpose)];
      const isGood = async (token: string) =>
        (await oneTimeTokens.find(`#${token}`, [purpose], clock.now())) !== undefined;
      await use.change(ada.id, { role: 'moderator' }, undefined, by);
      expect(await isGood(theirs)).to.equal(true);
      await use.change(ada.id, { active: false }, undefined, by);
      await use.change(ada.id, { active: true }, undefined, by);
      expect([await isGood(theirs), await isGood(other)]).to.deep.equal([false, true]);
    });
  }
});
