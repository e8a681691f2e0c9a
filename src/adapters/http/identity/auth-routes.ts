import Joi from 'joi';
import type { Credentials, LogIn } from '../../../core/identity/log-in.js';
import { actors, type PermissionTable } from '../../../core/identity/permissions.js';
import type { RegisterUser, Registration } from '../../../core/identity/register-user.js';
import { apiBase } from '../api-base.js';
import { type AnyRoute, route } from '../route.js';
import { etagHeader, itemReply, named } from '../schemas.js';
import { email, password, userItem, visibleName } from './user-schema.js';

export interface AuthServices {
  readonly registerUser: RegisterUser;
  readonly logIn: LogIn;
  readonly permissions: PermissionTable;
  /** The keys that tokens are signed with, as JWKs. */
  readonly publicKeys: readonly object[];
}

export const registrationBody = Joi.object<Registration, true>({
  email: email().required(),
  visibleName: visibleName().required(),
  password: password().required(),
}).example({ email: 'ada@example.com', visibleName: 'Ada', password: 'seven quiet violins' });

const credentials = Joi.object<Credentials, true>({
  email: email().required(),
  password: password().required(),
}).example({ email: 'ada@example.com', password: 'seven quiet violins' });

const tokens = Joi.object({
  accessToken: Joi.string().required(),
  tokenType: Joi.string().valid('Bearer').required(),
  expiresIn: Joi.number().integer().required().description('Seconds.'),
  user: userItem.required(),
});

const publicKey = Joi.object(
  Object.fromEntries(
    ['kty', 'n', 'e', 'crv', 'x', 'y', 'alg', 'use', 'kid'].map((name) => [name, Joi.string()]),
  ),
);

export const authRoutes = ({ registerUser, logIn, permissions, publicKeys }: AuthServices): AnyRoute[] => [
  route<object, object, Registration>({
    method: 'post',
    path: `${apiBase}/auth/register`,
    tag: 'auth',
    summary: 'Sign up',
    permission: 'everybody',
    input: { body: named('Registration', registrationBody) },
    output: {
      201: { description: 'The new account.', body: userItem, headers: [...etagHeader, 'Location'] },
    },
    errors: ['email-taken', 'visible-name-taken', 'weak-password', 'registration-closed'],
    handle: async ({ body }) => {
      const user = await registerUser.register(body);
      return itemReply(201, user, { Location: `${apiBase}/users/${user.id}` });
    },
  }),
  route<object, object, Credentials>({
    method: 'post',
    path: `${apiBase}/auth/login`,
    tag: 'auth',
    summary: 'Log in',
    description: 'Unknown email, wrong password and inactive account are one answer.',
    permission: 'everybody',
    input: { body: named('Credentials', credentials) },
    output: { 200: { description: 'An access token, and whose it is.', body: named('Tokens', tokens) } },
    errors: ['invalid-credentials'],
    handle: async ({ body }) => ({ status: 200, body: { ...(await logIn.run(body)), tokenType: 'Bearer' } }),
  }),
  route({
    method: 'get',
    path: `${apiBase}/permissions`,
    tag: 'auth',
    summary: 'Read who may do what',
    permission: 'everybody',
    input: {},
    output: {
      200: {
        description: 'Every permission, with the roles that have it; a guest is a caller without a token.',
        body: named(
          'Permissions',
          Joi.object(
            Object.fromEntries(
              Object.keys(permissions).map((name) => [
                name,
                Joi.array()
                  .items(Joi.string().valid(...actors))
                  .required(),
              ]),
            ),
          ),
        ),
      },
    },
    errors: [],
    handle: async () => ({ status: 200, body: permissions }),
  }),
  route({
    method: 'get',
    path: '/.well-known/jwks.json',
    tag: 'auth',
    summary: 'Read the keys that access tokens are signed with',
    description: 'A JWK set (RFC 7517); kid is the thumbprint of the key (RFC 7638).',
    permission: 'everybody',
    cacheControl: 'public, max-age=300',
    input: {},
    output: {
      200: {
        description: 'The keys.',
        body: named('JsonWebKeySet', Joi.object({ keys: Joi.array().items(publicKey).required() })),
      },
    },
    errors: [],
    handle: async () => ({ status: 200, body: { keys: publicKeys } }),
  }),
];
