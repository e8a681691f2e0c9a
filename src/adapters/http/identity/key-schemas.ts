import Joi from 'joi';
import { type ApiKey, grantablePermissions } from '../../../core/identity/api-key.js';
import type { CreatedKey, KeyRequest } from '../../../core/identity/manage-keys.js';
import { type ServiceAccountFields, serviceRoles } from '../../../core/identity/service-account.js';
import { id, named, storedItem, time } from '../schemas.js';
import { instant, name } from '../text-schemas.js';

const exampleId = '5d7c3e1a9b2f4c60';
/** Copied into the documentation: secret scanners use it, too. */
const exampleKey = `pdba_${exampleId}_${'0123456789abcdef'.repeat(4)}00000000`;
const keyName = () => name(1, 100).example('Home dashboard');

const permission = named('GrantablePermission', Joi.string().valid(...grantablePermissions));
const permissions = () =>
  Joi.array().items(permission).min(1).unique().example(['catalogue:read']).required();

export const keyIdParams = Joi.object<{ id: string }, true>({
  id: Joi.string()
    .pattern(/^[0-9a-f]{16}$/, 'id of a key')
    .example(exampleId)
    .required(),
});

const fields = {
  id: Joi.string()
    .pattern(/^[0-9a-f]{16}$/)
    .example(exampleId)
    .required(),
  name: Joi.string().example('Home dashboard').required(),
  permissions: permissions().description(
    'It may do what both these permissions and the role of its owner allow.',
  ),
  userId: id().allow(null).required().description('The user whose key it is.'),
  serviceAccountId: id()
    .allow(null)
    .example(null)
    .required()
    .description('The service account whose key it is.'),
  createdAt: time(),
  expiresAt: time().allow(null).example(null).description('null: it does not expire.'),
  lastUsedAt: time()
    .allow(null)
    .example(null)
    .description('Up to a minute late; null: not used yet. It does not change the ETag.'),
};

/** The response schema of a key. The version is sent as ETag. */
export const apiKey = named('ApiKey', Joi.object<Omit<ApiKey, 'version'>>(fields));

export const createdKey = named(
  'ApiKeyCreated',
  Joi.object<Omit<CreatedKey, 'version'>>({
    ...fields,
    key: Joi.string()
      .pattern(/^pdba_[0-9a-f]{16}_[0-9a-f]{72}$/)
      .example(exampleKey)
      .required()
      .description('The key. It is returned this once, and stored only as a hash.'),
  }),
);

export const keyRequest = named(
  'ApiKeyRequest',
  Joi.object<KeyRequest>({
    name: keyName().required(),
    permissions: permissions().description('Permissions that the owner has.'),
    expiresAt: instant()
      .example('2027-06-30T00:00:00Z')
      .description('In the future, and at most one year away. Without it, the key does not expire.'),
  }),
);

export const keyPatch = named(
  'ApiKeyPatch',
  Joi.object<{ name: string }, true>({ name: keyName().required() }),
);

const serviceRole = () => named('ServiceRole', Joi.string().valid(...serviceRoles));
const serviceName = () => name(1, 100).example('importer');

export const serviceAccountItem = named(
  'ServiceAccount',
  storedItem(
    Joi.object({
      name: Joi.string().example('importer').required(),
      role: serviceRole().example('moderator').required(),
    }),
  ),
);

export const serviceAccountRequest = named(
  'ServiceAccountRequest',
  Joi.object<ServiceAccountFields, true>({
    name: serviceName().required(),
    role: serviceRole().example('moderator').required(),
  }),
);

export const serviceAccountPatch = named(
  'ServiceAccountPatch',
  Joi.object<Partial<ServiceAccountFields>>({ name: serviceName(), role: serviceRole() })
    .min(1)
    .example({ role: 'user' }),
);
