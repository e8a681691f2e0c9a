import { expect } from 'chai';
import { proofOf } from '../../../app/src/api/proofs.js';

const recoveryCode = 'K7QF-9XTM-2W4H-8ZRB-3CDN-6JVP';

describe('the proof in a form at /app', () => {
  it('of a code: is sent without spaces', () => {
    for (const code of ['287082', '287 082', ' 287082 '])
      expect(proofOf({ code })).to.deep.equal({ code: '287082' });
    expect(proofOf({})).to.deep.equal({ code: '' });
  });

  it('of a recovery code: is sent as one, also if it was typed as a code', () => {
    expect(proofOf({ recoveryCode })).to.deep.equal({ recoveryCode });
    for (const code of [recoveryCode, recoveryCode.toLowerCase().replaceAll('-', ' ')])
      expect(proofOf({ code })).to.deep.equal({ recoveryCode: code });
  });

  it('of a long mistake in a code: is sent as a code', () => {
    expect(proofOf({ code: '2870-8228-7082' })).to.deep.equal({ code: '2870-8228-7082' });
  });
});
