import { expect } from 'chai';
import { refusal } from '../refusal.js';
import { by } from './accounts.js';
import { refreshing } from './refreshing.js';

/** Two sessions of Ada (1 and 2), one of Bob (3). */
const setUp = async () => {
  const all = refreshing();
  const { memory, user, start } = all;
  const [ada, bob] = [await user(), await user()];
  const one = await start(ada.id);
  const two = await start(ada.id);
  const three = await start(bob.id);
  const ended = () =>
    [...memory.sessionRows.sessions.values()]
      .filter(({ endedAt }) => endedAt !== null)
      .map(({ session, endedAt }) => [session.id, endedAt?.toISOString()]);
  const told = () =>
    memory.audit.map(({ action, subject, details, by: { actorId } }) => [
      action,
      subject?.id,
      details,
      actorId,
    ]);
  const noon = all.clock.now().toISOString();
  return { ...all, ada, bob, one, two, three, ended, told, noon };
};

describe('the sessions of a user:', () => {
  it('when listed: are those that live at that moment, and their own', async () => {
    const { manage, ada, bob, one, two, three, clock } = await setUp();
    expect(await manage.list(ada.id)).to.deep.equal([one.session, two.session]);
    expect(await manage.list(bob.id)).to.deep.equal([three.session]);
    clock.pass(599_999);
    expect(await manage.list(bob.id)).to.have.length(1);
    clock.pass(1);
    expect(await manage.list(bob.id)).to.deep.equal([]);
  });
});

describe('log out:', () => {
  it('with an access token: ends its session only, and says who did it', async () => {
    const { manage, ada, ended, told, noon } = await setUp();
    await manage.endCurrent({ userId: ada.id, sessionId: 'session-2', role: 'user' }, by);
    expect(ended()).to.deep.equal([['session-2', noon]]);
    const details = { sessionId: 'session-2', reason: 'logged-out' };
    expect(told()).to.deep.equal([['session.ended', ada.id, details, by.actorId]]);
  });

  it('with an access token: twice: is the same as once', async () => {
    const { manage, ada, ended, told } = await setUp();
    const caller = { userId: ada.id, sessionId: 'session-1', role: 'user' } as const;
    await manage.endCurrent(caller, by);
    await manage.endCurrent(caller, by);
    expect(ended()).to.have.length(1);
    expect(told()).to.have.length(1);
  });

  it('with a refresh token: ends its session only, in the name of its user', async () => {
    const { manage, memory, ada, one, ended, noon } = await setUp();
    expect(await manage.endByToken(one.first, by)).to.equal(true);
    expect(ended()).to.deep.equal([['session-1', noon]]);
    expect(memory.audit).to.deep.equal([
      {
        action: 'session.ended',
        subject: { kind: 'user', id: ada.id },
        details: { sessionId: 'session-1', reason: 'logged-out' },
        by: { ...by, actorId: ada.id },
      },
    ]);
  });

  it('with a refresh token used long ago: ends its session all the same', async () => {
    const { manage, refresh, one, ended } = await setUp();
    const { refreshToken } = await refresh.run(one.first, by);
    await refresh.run(refreshToken, by);
    expect(await manage.endByToken(one.first, by)).to.equal(true);
    expect(ended()[0]?.[0]).to.equal('session-1');
  });

  it('with a refresh token: twice: answers the same, and says it once', async () => {
    const { manage, one, told } = await setUp();
    await manage.endByToken(one.first, by);
    expect(await manage.endByToken(one.first, by)).to.equal(true);
    expect(told()).to.have.length(1);
  });

  it('with a refresh token that is none of ours: ends nothing, and answers false', async () => {
    const { manage, tokens, one, ended, told } = await setUp();
    for (const unknown of ['', 'x', tokens.first(), tokens.hash(one.first)]) {
      expect(await manage.endByToken(unknown, by)).to.equal(false);
    }
    expect([ended(), told()]).to.deep.equal([[], []]);
  });
});

describe('end sessions by their owner:', () => {
  it('one of mine: is ended, and says so', async () => {
    const { manage, ada, ended, told, noon } = await setUp();
    await manage.endOwn(ada.id, 'session-2', by);
    expect(ended()).to.deep.equal([['session-2', noon]]);
    const details = { sessionId: 'session-2', reason: 'ended-by-owner' };
    expect(told()).to.deep.equal([['session.ended', ada.id, details, by.actorId]]);
  });

  it('ASVS 8.2.2 one of somebody else, an unknown one, one that has ended: are not found', async () => {
    const { manage, ada, ended } = await setUp();
    await manage.endOwn(ada.id, 'session-1', by);
    for (const id of ['session-3', 'session-9', 'session-1']) {
      const { code, message } = await refusal(() => manage.endOwn(ada.id, id, by));
      expect([code, message]).to.deep.equal(['not-found', 'You have no such session.']);
    }
    expect(ended()).to.have.length(1);
  });

  it('all of mine: are ended, and nobody else’s', async () => {
    const { manage, ada, ended, told, noon } = await setUp();
    await manage.endAllOwn(ada.id, by);
    expect(ended()).to.deep.equal([
      ['session-1', noon],
      ['session-2', noon],
    ]);
    expect(told().map(([, , details]) => details)).to.deep.equal([
      { sessionId: 'session-1', reason: 'ended-by-owner' },
      { sessionId: 'session-2', reason: 'ended-by-owner' },
    ]);
  });

  it('all of mine: where there are none left: is fine', async () => {
    const { manage, ada, told } = await setUp();
    await manage.endAllOwn(ada.id, by);
    await manage.endAllOwn(ada.id, by);
    expect(told()).to.have.length(2);
  });
});

describe('end sessions by an admin:', () => {
  it('ASVS 7.4.5 those of a user: are all ended, and say that an admin did it', async () => {
    const { manage, ada, ended, told, noon } = await setUp();
    await manage.endAllOf(ada.id, by);
    expect(ended()).to.deep.equal([
      ['session-1', noon],
      ['session-2', noon],
    ]);
    const details = { sessionId: 'session-1', reason: 'ended-by-admin' };
    expect(told()[0]).to.deep.equal(['session.ended', ada.id, details, by.actorId]);
    expect(told()).to.have.length(2);
  });

  it('those of a user who is not there: is refused by name', async () => {
    const { manage, ended } = await setUp();
    const { code, message } = await refusal(() => manage.endAllOf(4711, by));
    expect([code, message]).to.deep.equal(['not-found', 'There is no user 4711.']);
    expect(ended()).to.deep.equal([]);
  });

  it('those of a user: when the unit of work fails: are not ended, and nothing is said', async () => {
    const { manage, work, ada, ended, told } = await setUp();
    work.failures = ['after'];
    const thrown = await manage.endAllOf(ada.id, by).catch((error: Error) => error.message);
    expect(thrown).to.equal('failed in attempt 1');
    expect([ended(), told()]).to.deep.equal([[], []]);
  });
});
