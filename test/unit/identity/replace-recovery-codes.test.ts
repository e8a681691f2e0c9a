import { expect } from 'chai';
import { errorCode } from '../rejections.js';
import { setUp } from './owner-of-factor.js';

describe('replace recovery codes', () => {
  it('with a second factor: returns ten others, which end the earlier ones, audited', async () => {
    const { enrol, replaceCodes, work, ada, initiator, hashOf } = await setUp();
    await enrol();
    work.audit = [];
    const codes = await replaceCodes.run(ada.id, initiator);
    expect(codes).to.deep.equal(Array.from({ length: 10 }, (_, i) => `CODE-${i + 11}`));
    expect(work.factorRows.codes.get(ada.id)).to.deep.equal(codes.map(hashOf));
    const subject = { kind: 'user', id: ada.id };
    expect(work.audit).to.deep.equal([{ action: 'user.recovery-codes-replaced', subject, by: initiator }]);
  });

  it('without a second factor, or an account any more: is rejected', async () => {
    const { replaceCodes, work, ada, initiator, users } = await setUp();
    const replace = () => replaceCodes.run(ada.id, initiator);
    expect(await errorCode(replace)).to.equal('not-found');
    await users.remove(ada.id, () => {});
    expect(await errorCode(replace)).to.equal('session-ended');
    expect(await work.recoveryCodes.count(ada.id)).to.equal(0);
  });
});
