import Joi from 'joi';
import { actors, type PermissionTable } from '../../../core/identity/permissions.js';
import { apiBase } from '../api-base.js';
import { type AnyRoute, route } from '../route.js';
import { named } from '../schemas.js';

const exampleKey = {
  kty: 'EC',
  crv: 'P-256',
  x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
  y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
  alg: 'ES256',
  use: 'sig',
  kid: 'oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U',
};
const actor = named('RoleOrGuest', Joi.string().valid(...actors));

const publicKey = named(
  'JsonWebKey',
  Joi.object(
    Object.fromEntries(
      ['kty', 'n', 'e', 'crv', 'x', 'y', 'alg', 'use', 'kid'].map((name) => [name, Joi.string()]),
    ),
  ).example(exampleKey),
);

/**
 * Routes with public reference data: the permissions of each role, and the keys that verify tokens.
 * @param publicKeys as JWKs
 */
export function referenceRoutes(permissions: PermissionTable, publicKeys: readonly object[]): AnyRoute[] {
  return [
    route({
      method: 'get',
      path: `${apiBase}/permissions`,
      tag: 'auth',
      operationId: 'readPermissions',
      summary: 'Read the roles of each permission',
      permission: 'everybody',
      input: {},
      output: {
        200: {
          description: 'Every permission with the roles that have it. A guest is a caller without a token.',
          body: named(
            'Permissions',
            Joi.object(
              Object.fromEntries(
                Object.keys(permissions).map((name) => [name, Joi.array().items(actor).required()]),
              ),
            ).example(permissions),
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
      operationId: 'readPublicKeys',
      summary: 'Read the public keys of access tokens',
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
}
