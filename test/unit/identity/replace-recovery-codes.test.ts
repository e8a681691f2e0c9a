import { expect } from 'chai';
import { errorCode } from '../rejections.js';
import { requiresFullLevel, setUp } from './owner-of-factor.js';

describe('replace recovery codes', () => {
  it('with a second factor: returns ten new codes, ends the earlier ones, and is audited with an email', async () => {
    const { enrol, replaceCodes, work, ada, proven, initiator, hashOf, emailJobs } = await setUp();
    await enrol();
    work.audit = [];
    const codes = await replaceCodes.run(proven, initiator);
    expect(codes).to.deep.equal(Array.from({ length: 10 }, (_, i) => `CODE-${i + 11}`));
    expect(work.factorRows.codes.get(ada.id)).to.deep.equal(codes.map(hashOf));
    const subject = { kind: 'user', id: ada.id };
    expect(work.audit).to.deep.equal([{ action: 'user.recovery-codes-replaced', subject, by: initiator }]);
    const email = { kind: 'recovery-codes-replaced', userId: ada.id, to: ada.email };
    expect(emailJobs().at(-1)).to.deep.equal(email);
  });

  it('without a second factor, or an account any more: is rejected', async () => {
    const { replaceCodes, work, ada, caller, initiator, users } = await setUp();
    const replace = () => replaceCodes.run(caller, initiator);
    expect(await errorCode(replace)).to.equal('not-found');
    await users.remove(ada.id, () => {});
    expect(await errorCode(replace)).to.equal('session-ended');
    expect(await work.recoveryCodes.count(ada.id)).to.equal(0);
  });

  it('ASVS 7.5.1, in a session that has only proven the password: is rejected, and keeps the earlier ones', async () => {
    const { enrol, replaceCodes, work, ada, caller, initiator } = await setUp();
    const { recoveryCodes } = await enrol();
    await requiresFullLevel(() => replaceCodes.run(caller, initiator));
    expect(await work.recoveryCodes.count(ada.id)).to.equal(recoveryCodes.length);
  });
});
