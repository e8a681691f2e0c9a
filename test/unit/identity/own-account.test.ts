import { expect } from 'chai';
import { OwnAccount } from '../../../src/core/identity/own-account.js';
import { refusalCode } from '../refusal.js';
import { identity } from './accounts.js';

const setUp = async () => {
  const { users, add } = identity();
  return { users, ada: await add('ada'), bob: await add('bob'), use: new OwnAccount(users) };
};

describe('change the own account', () => {
  it('with another visible name: changes it and nothing else', async () => {
    const { use, ada } = await setUp();
    const { updatedAt: _, ...changed } = await use.change(ada.id, { visibleName: 'Countess' }, [1]);
    const { updatedAt: __, ...before } = ada;
    expect(changed).to.deep.equal({ ...before, visibleName: 'Countess', version: 2 });
  });

  it('with the same visible name in another case: is not in its own way', async () => {
    const { use, ada } = await setUp();
    expect(await use.change(ada.id, { visibleName: 'ADA' }, undefined)).to.include({ visibleName: 'ADA' });
  });

  it("with somebody else's visible name: refuses and changes nothing", async () => {
    const { users, use, ada } = await setUp();
    expect(await refusalCode(() => use.change(ada.id, { visibleName: 'BOB' }, undefined))).to.equal(
      'visible-name-taken',
    );
    expect(await users.find(ada.id)).to.deep.equal(ada);
  });

  it('with a stale version: refuses and changes nothing', async () => {
    const { users, use, ada } = await setUp();
    expect(await refusalCode(() => use.change(ada.id, { visibleName: 'Countess' }, [2]))).to.equal(
      'precondition-failed',
    );
    expect(await users.find(ada.id)).to.deep.equal(ada);
  });

  it('with the account removed meanwhile: the session has ended', async () => {
    const { users, use, ada } = await setUp();
    await users.remove(ada.id, () => {});
    expect(await refusalCode(() => use.change(ada.id, { visibleName: 'Countess' }, undefined))).to.equal(
      'session-ended',
    );
  });
});
