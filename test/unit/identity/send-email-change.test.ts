import { expect } from 'chai';
import { setUp } from './sending.js';

describe('the email job', () => {
  it('of a new email: goes to the pending address only, with a link to it', async () => {
    const { use, users, mailer, work, queue, ada, clock } = await setUp();
    const pendingEmail = 'new@example.com';
    await queue('email-change', pendingEmail, ada.id);
    expect(await use.next()).to.deep.equal({ outcome: 'dropped' });
    await users.change(ada.id, (current) => ({ ...current, emailVerified: true, pendingEmail }));
    for (const to of [ada.email, 'earlier@example.com', pendingEmail.toUpperCase()])
      await queue('email-change', to, ada.id);
    const outcomes = [await use.next(), await use.next(), await use.next()].map((one) => one?.outcome);
    expect(outcomes).to.deep.equal(['dropped', 'dropped', 'sent']);
    const link = { token: 'token-1', lifetimeSeconds: 1800 };
    expect(mailer.taken).to.deep.equal([{ kind: 'email-change', to: pendingEmail, link }]);
    const expiresAt = new Date(clock.now().getTime() + 1_800_000);
    expect([...work.mailRows.tokens.values()]).to.deep.equal([
      { hash: '#token-1', userId: ada.id, purpose: 'email-change', expiresAt },
    ]);
    await users.change(ada.id, (current) => ({ ...current, active: false }));
    await queue('email-change', pendingEmail, ada.id);
    expect(await use.next()).to.deep.equal({ outcome: 'dropped' });
  });
});
