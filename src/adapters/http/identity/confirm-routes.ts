import Joi from 'joi';
import type { ConfirmAuthentication, Proof } from '../../../core/identity/confirm-authentication.js';
import { apiBase } from '../api-base.js';
import { type AnyRoute, route } from '../route.js';
import { named } from '../schemas.js';
import { type ProofBody, proofFields, requireExactlyOne } from './factor-proof.js';
import { accessReply, accessTokenFields } from './tokens-reply.js';
import { password, signedIn } from './user-schema.js';

interface ConfirmationBody extends ProofBody {
  readonly password?: string;
}

const proof = Joi.object<ConfirmationBody, true>({
  password: password().description('Exactly one of password, code and recoveryCode is required.'),
  ...proofFields,
}).example({ password: 'seven quiet violins' });

/** @throws DomainError `validation-failed` unless the body has exactly one of the three */
const proofIn = (body: ConfirmationBody): Proof => {
  requireExactlyOne(body, ['password', 'code', 'recoveryCode']);
  return body as Proof;
};

/** The route by which a caller proves again who they are. */
export const confirmRoutes = (confirmAuthentication: ConfirmAuthentication): AnyRoute[] => [
  route<object, object, ConfirmationBody>({
    method: 'post',
    tag: 'auth',
    permission: 'account:own',
    beforeEnrolment: true,
    path: `${apiBase}/auth/confirm`,
    operationId: 'confirmAuthentication',
    summary: 'Prove again who you are',
    description:
      'For requests that require recent authentication, after recent-authentication-required. The session counts as ' +
      'authenticated now; a refresh keeps that time. Earlier access tokens stay valid, without it. A wrong password ' +
      'or code counts as a failed login.',
    input: { body: named('Proof', proof) },
    output: {
      200: {
        description:
          'A new access token of the session, in the body or, for a request by cookie, in the cookie.',
        body: named('Confirmation', Joi.object(accessTokenFields)),
        headers: ['Set-Cookie'],
      },
    },
    errors: ['invalid-credentials', 'second-factor-invalid', 'too-many-requests'],
    handle: async ({ caller, body, by, cookies }) => {
      const access = await confirmAuthentication.run(signedIn(caller), proofIn(body), by);
      return accessReply(access, cookies.inUse);
    },
  }),
];
