import Joi from 'joi';
import type { ConfirmAuthentication, Proof } from '../../../core/identity/confirm-authentication.js';
import { apiBase } from '../api-base.js';
import { type AnyRoute, route } from '../route.js';
import { named } from '../schemas.js';
import { accessTokenFields } from './auth-routes.js';
import { password, signedIn } from './user-schema.js';

const proof = Joi.object<Proof, true>({ password: password().required() }).example({
  password: 'seven quiet violins',
});

/** The route by which a caller proves again who they are. */
export const confirmRoutes = (confirmAuthentication: ConfirmAuthentication): AnyRoute[] => [
  route<object, object, Proof>({
    method: 'post',
    tag: 'auth',
    permission: 'account:own',
    path: `${apiBase}/auth/confirm`,
    operationId: 'confirmAuthentication',
    summary: 'Prove again who you are',
    description:
      'For requests that require recent authentication, after recent-authentication-required. The session counts as ' +
      'authenticated now; a refresh keeps that time. Earlier access tokens stay valid, without it. A wrong password ' +
      'counts as a failed login.',
    input: { body: named('Proof', proof) },
    output: {
      200: {
        description:
          'A new access token of the session, in the body or, for a request by cookie, in the cookie.',
        body: named('Confirmation', Joi.object(accessTokenFields)),
        headers: ['Set-Cookie'],
      },
    },
    errors: ['invalid-credentials', 'too-many-requests'],
    handle: async ({ caller, body, by, cookies }) => {
      const confirmed = await confirmAuthentication.run(signedIn(caller), body, by);
      const { accessToken, expiresIn, sessionExpiresIn } = confirmed;
      const common = { tokenType: 'Bearer', expiresIn };
      if (!cookies.inUse) return { status: 200, body: { ...common, accessToken } };
      const cookie = { kind: 'access', value: accessToken, maxAge: sessionExpiresIn } as const;
      return { status: 200, body: common, cookies: [cookie] };
    },
  }),
];
