import { expect } from 'chai';
import { type TestService, useService } from '../../support/service.js';
import { ec, forge, rsa, signers, written } from '../../unit/crypto/forging.js';
import { partOf } from './people.js';

/**
 * A service whose keys the test has too, and what is forged with them: RS256 signs, ES256 is accepted. Only what is
 * made with the right key shows that the check that refuses is the one that is meant.
 */
export const useForgery = () => {
  const [ours, curve] = [rsa(), ec()];
  const { privateKeyFile, publicKeyFile } = written(ours);
  const service: () => TestService = useService({
    JWT__PRIVATE_KEY: privateKeyFile,
    JWT__PUBLIC_KEY: publicKeyFile,
    JWT__ACCEPTED_PUBLIC_KEYS: `${written(curve).publicKeyFile}:ES256`,
  });
  /** A token of the service, and what is in it. */
  const good = { token: '', header: { alg: '', typ: '', kid: '' }, claims: {} as Record<string, unknown> };
  /** Of the key on the curve. */
  const curveHeader = { alg: 'ES256', typ: 'at+jwt', kid: '' };
  before(async () => {
    good.token = await service().tokenAs('user');
    Object.assign(good, { header: partOf(good.token, 0), claims: partOf(good.token, 1) });
    const { body } = await service().call('GET', '/.well-known/jwks.json');
    curveHeader.kid = body.keys.find(({ alg }: { alg: string }) => alg === 'ES256').kid;
  });
  const [rs256, es256] = [signers.RS256(ours.privateKey), signers.ES256(curve.privateKey)];
  const answer = async (token: string) => {
    const { status, body } = await service().call('GET', '/api/v1/users/me', { token });
    return `${status} ${body.code ?? ''}`.trim();
  };
  return {
    ours,
    curve,
    rs256,
    es256,
    good,
    curveHeader,
    withHeader: (overrides: object, sign = rs256) =>
      forge({ ...good.header, ...overrides }, good.claims, sign),
    withClaims: (overrides: object) => forge(good.header, { ...good.claims, ...overrides }, rs256),
    /** Every one of these tokens, by what is wrong with it, gets this answer. */
    expectAll: async (expected: string, tokens: Readonly<Record<string, string>>) => {
      const answers: Record<string, string> = {};
      for (const [what, token] of Object.entries(tokens)) answers[what] = await answer(token);
      const names = Object.keys(tokens);
      expect(answers).to.deep.equal(Object.fromEntries(names.map((what) => [what, expected])));
    },
  };
};
