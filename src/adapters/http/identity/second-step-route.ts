import Joi from 'joi';
import type { LogInWithCode } from '../../../core/identity/log-in-with-code.js';
import { apiBase } from '../api-base.js';
import { type AnyRoute, route } from '../route.js';
import { named } from '../schemas.js';
import { characters } from '../text-schemas.js';
import { noChallengeCookie } from '../token-cookies.js';
import { type ProofBody, proofFields, proofOf } from './factor-proof.js';
import { tokensOutput, tokensReply } from './tokens-reply.js';

interface SecondStepBody extends ProofBody {
  readonly challenge: string;
}

const body = Joi.object<SecondStepBody, true>({
  challenge: characters(0, 500).required().description('The challenge of the response to the login.'),
  ...proofFields,
}).example({ challenge: 'bM2rUq0sP8vX5yA1dF4gH7jK9lN3oQ6tWcZeRiYuTxE', code: '287082' });

/** The second step of a login. */
export const secondStepRoute = (logInWithCode: LogInWithCode): AnyRoute =>
  route<object, object, SecondStepBody>({
    method: 'post',
    tag: 'auth',
    permission: 'everybody',
    path: `${apiBase}/auth/login/second-factor`,
    operationId: 'logInWithCode',
    summary: 'Complete a login with a code',
    description:
      'Five codes may be tried for a challenge; then log in again. Wrong codes count like failed logins, and get 429 after ' +
      'too many. A code is accepted once; the code that confirmed the app counts as used. The tokens are in the body or in ' +
      'cookies, as the login asked for.',
    input: { body: named('SecondStep', body), refreshCookie: true, challengeCookie: true },
    output: { 200: { ...tokensOutput, description: 'The tokens and their account.' } },
    errors: ['second-factor-invalid', 'too-many-requests'],
    handle: async ({ body: { challenge, ...proof }, by, userAgent, cookies }) => {
      const step = { challenge, cookie: cookies.challenge, proof: proofOf(proof) };
      const device = { by, userAgent, replaces: cookies.refresh };
      const { signedIn, inCookies } = await logInWithCode.run(step, device);
      if (!inCookies) return tokensReply(signedIn, 'body');
      const reply = tokensReply(signedIn, 'cookie');
      return { ...reply, cookies: [...(reply.cookies ?? []), noChallengeCookie] };
    },
  });
