import { expect } from 'chai';
import { useInstances } from '../../support/service.js';
import { codeOfStep } from '../../support/totp.js';
import { challengeOf, complete, enrol, personWithFactor, stepOf, totp } from './factors.js';
import { databaseOf, outcomeOf, signedIn } from './people.js';

const many = Array.from({ length: 50 }, (_, i) => i);

describe('codes on two instances at once:', () => {
  // Each request counts as wrong until its code has proven right.
  const service = useInstances({ LIMITS__LOGIN_ACCOUNT: '1000/15m', LIMITS__LOGIN_ADDRESS: '1000/15m' });
  const sessionsOf = async (userId: number) =>
    (await databaseOf(service())('sessions').where({ user_id: userId, ended_at: null })).length;

  /** Sends a proof fifty times at once, with ten challenges. Returns how often it was accepted. */
  const accepted = async (email: string, proof: object) => {
    const challenges: string[] = [];
    for (let i = 0; i < 10; i += 1) challenges.push(await challengeOf(service(i), email));
    const responses = await Promise.all(
      many.map((i) => complete(service(i), { challenge: challenges[i % 10], ...proof })),
    );
    const outcomes = responses.map(outcomeOf);
    for (const outcome of outcomes)
      expect(outcome).to.be.deep.oneOf([
        [200, undefined],
        [401, 'second-factor-invalid'],
      ]);
    return outcomes.filter(([status]) => status === 200).length;
  };

  it('ASVS 6.5.1 one code fifty times: starts one session', async () => {
    const step = stepOf();
    const ada = await personWithFactor(service(), step);
    const before = await sessionsOf(ada.id);
    expect(await accepted(ada.email, { code: codeOfStep(ada.secret, step + 1) })).to.equal(1);
    expect(await sessionsOf(ada.id)).to.equal(before + 1);
  });

  it('ASVS 6.5.1 one recovery code fifty times: starts one session, and leaves nine', async () => {
    const ada = await personWithFactor(service());
    expect(await accepted(ada.email, { recoveryCode: ada.recoveryCodes[3] })).to.equal(1);
    const left = await databaseOf(service())('recovery_codes').where({ user_id: ada.id });
    expect(left).to.have.length(9);
  });

  it('one challenge, with each of ten recovery codes: starts one session', async () => {
    const ada = await personWithFactor(service());
    const challenge = await challengeOf(service(), ada.email);
    const responses = await Promise.all(
      ada.recoveryCodes.map((recoveryCode, i) => complete(service(i), { challenge, recoveryCode })),
    );
    expect(responses.filter(({ status }) => status === 200)).to.have.length(1);
  });

  it('a confirmation fifty times: succeeds once, and its recovery codes are those stored', async () => {
    const ada = await signedIn(service());
    const begun = await service().call('POST', totp, { token: ada.token });
    const body = { code: codeOfStep(begun.body.secret, stepOf()) };
    const responses = await Promise.all(
      many.map((i) => service(i).call('POST', `${totp}/confirm`, { token: ada.token, body })),
    );
    const [confirmed, ...others] = responses.filter(({ status }) => status === 200);
    expect(others).to.deep.equal([]);
    const challenge = await challengeOf(service(), ada.email);
    const recoveryCode = confirmed?.body.recoveryCodes[0];
    expect((await complete(service(), { challenge, recoveryCode })).status).to.equal(200);
  });

  it('new recovery codes ten times: the codes of one response remain', async () => {
    const ada = await personWithFactor(service());
    const path = '/api/v1/users/me/recovery-codes';
    const responses = await Promise.all(
      many.slice(0, 10).map((i) => service(i).call('POST', path, { token: ada.token })),
    );
    expect(responses.map(({ status }) => status)).to.deep.equal(Array.from({ length: 10 }, () => 200));
    const left = await databaseOf(service())('recovery_codes').where({ user_id: ada.id });
    expect(left).to.have.length(10);
  });

  it('a removal while logins complete: leaves no session of level 2', async () => {
    const ada = await personWithFactor(service());
    const challenges: string[] = [];
    for (let i = 0; i < 10; i += 1) challenges.push(await challengeOf(service(i), ada.email));
    await Promise.all([
      ...challenges.map((challenge, i) =>
        complete(service(i), { challenge, recoveryCode: ada.recoveryCodes[i] }),
      ),
      service(1).call('DELETE', totp, { token: ada.token }),
    ]);
    const live = await databaseOf(service())('sessions').where({ user_id: ada.id, ended_at: null });
    expect(live.map(({ amr }) => amr)).to.deep.equal([['pwd']]);
    const again = await enrol(service(), { token: await service().tokenAs('user') });
    expect(again.confirmed.status).to.equal(200);
  });
});
