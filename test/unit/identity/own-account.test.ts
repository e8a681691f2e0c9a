import { expect } from 'chai';
import { OwnAccount } from '../../../src/core/identity/own-account.js';
import { refusalCode } from '../refusal.js';
import { by, identity } from './accounts.js';

const setUp = async () => {
  const { users, work, guesses, add } = identity();
  const use = new OwnAccount(users, work, guesses);
  return { users, work, ada: await add('ada'), bob: await add('bob'), use };
};

describe('read the own account', () => {
  it('that is there: gives it; that is gone: the session has ended', async () => {
    const { users, use, ada } = await setUp();
    expect(await use.read(ada.id)).to.deep.equal(ada);
    await users.remove(ada.id, () => {});
    expect(await refusalCode(() => use.read(ada.id))).to.equal('session-ended');
  });
});

describe('change the own account', () => {
  it('with another visible name: changes it and nothing else', async () => {
    const { use, ada } = await setUp();
    const { updatedAt: _, ...changed } = await use.change(ada.id, { visibleName: 'Countess' }, [1], by);
    const { updatedAt: __, ...before } = ada;
    expect(changed).to.deep.equal({ ...before, visibleName: 'Countess', version: 2 });
  });

  it('with another visible name, or the same: tells the audit trail of the one that is', async () => {
    const { use, work, ada } = await setUp();
    await use.change(ada.id, { visibleName: 'ada' }, undefined, by);
    expect(work.audit).to.deep.equal([]);
    await use.change(ada.id, { visibleName: 'Countess' }, undefined, by);
    const subject = { kind: 'user', id: ada.id };
    expect(work.audit).to.deep.equal([
      { action: 'user.changed', subject, details: { fields: ['visibleName'] }, by },
    ]);
  });

  it('with the same visible name in another case: is not in its own way', async () => {
    const { use, ada } = await setUp();
    expect(await use.change(ada.id, { visibleName: 'ADA' }, undefined, by)).to.include({
      visibleName: 'ADA',
    });
  });

  it("with somebody else's visible name: refuses and changes nothing", async () => {
    const { users, use, ada } = await setUp();
    expect(await refusalCode(() => use.change(ada.id, { visibleName: 'BOB' }, undefined, by))).to.equal(
      'visible-name-taken',
    );
    expect(await users.find(ada.id)).to.deep.equal(ada);
  });

  it('with a stale version: refuses and changes nothing', async () => {
    const { users, use, ada } = await setUp();
    expect(await refusalCode(() => use.change(ada.id, { visibleName: 'Countess' }, [2], by))).to.equal(
      'precondition-failed',
    );
    expect(await users.find(ada.id)).to.deep.equal(ada);
  });

  it('with the account removed meanwhile: the session has ended', async () => {
    const { users, use, ada } = await setUp();
    await users.remove(ada.id, () => {});
    expect(await refusalCode(() => use.change(ada.id, { visibleName: 'Countess' }, undefined, by))).to.equal(
      'session-ended',
    );
  });
});
