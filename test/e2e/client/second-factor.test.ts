import { expect } from 'chai';
import type { SecondFactorError } from '../../../clients/typescript/src/index.js';
import { errorOf } from '../../support/scripted-fetch.js';
import { useService } from '../../support/service.js';
import { sharedStore } from '../../support/shared-store.js';
import { codeOfStep } from '../../support/totp.js';
import { personWithFactor, stepOf, totp } from '../identity/factors.js';
import { me, password, signedIn } from '../identity/people.js';
import { clientOf, tokensOf } from './clients.js';

describe('the client and a second factor of the service:', () => {
  const service = useService();

  it('signs in with a code, and with a recovery code', async () => {
    const { id, email, secret, recoveryCodes } = await personWithFactor(service());
    const { client } = clientOf(service());
    const proofs = [{ code: codeOfStep(secret, stepOf() + 1) }, { recoveryCode: recoveryCodes[0] ?? '' }];
    for (const proof of proofs) {
      const error = (await errorOf(client.signIn({ email, password }))) as SecondFactorError;
      expect(error).to.include({ name: 'SecondFactorError', status: 401, expiresIn: 300 });
      expect(error.methods).to.deep.equal(['totp', 'recovery-code']);
      const { challenge } = error;
      const wrong = await errorOf(client.signInWithCode({ challenge, code: '12345' }));
      expect(wrong).to.include({ name: 'ProblemError', code: 'second-factor-invalid' });
      expect(await client.signInWithCode({ challenge, ...proof })).to.include({ id, email });
      expect((await client.GET(me)).data).to.include({ id, secondFactor: true });
    }
  });

  it('sets it up, confirms with a code, and removes it, after which earlier access tokens are invalid: stays signed in', async () => {
    const person = await signedIn(service());
    const store = sharedStore(tokensOf(person));
    const { client, traffic } = clientOf(service(), { tokens: store });
    const { secret } = (await client.POST(totp)).data;
    const { data } = await client.POST(`${totp}/confirm`, { body: { code: codeOfStep(secret, stepOf()) } });
    expect(data.recoveryCodes).to.have.length(10);
    await client.confirm({ code: codeOfStep(secret, stepOf() + 1) });
    const before = store.get()?.accessToken ?? '';
    await client.DELETE(totp);
    expect((await client.GET(me)).data).to.include({ id: person.id, secondFactor: false });
    expect(traffic.sent).to.not.include('POST /api/v1/auth/refresh');
    expect((await service().call('GET', me, { token: before })).body.code).to.equal('session-ended');
  });
});
