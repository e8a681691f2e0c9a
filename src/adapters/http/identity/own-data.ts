import Joi from 'joi';
import {
  type PersonalData,
  type PersonalSection,
  personalSections,
} from '../../../core/identity/personal-data.js';
import type { User } from '../../../core/identity/user.js';
import { named, time } from '../schemas.js';
import { shapedBy } from '../shape.js';
import { auditEntry, auditInitiator } from './audit-schema.js';
import { apiKey } from './key-schemas.js';
import { sessionFields } from './session-routes.js';
import { userItem } from './user-schema.js';

const { actorId, ip, requestId } = auditInitiator;

/** The schema of a record, by section. */
const records: Readonly<Record<PersonalSection, Joi.ObjectSchema>> = {
  sessions: named('StoredSession', Joi.object({ ...sessionFields, endedAt: time().allow(null) })),
  audit: auditEntry,
  idempotencyKeys: named(
    'StoredIdempotencyKey',
    Joi.object({
      key: Joi.string().example('5f2c1a9e-create-cleo').required(),
      createdAt: time(),
      answer: Joi.object().example({ id: 17 }).required(),
    }),
  ),
  letters: named(
    'QueuedEmail',
    Joi.object({
      kind: Joi.string().example('verification').required(),
      email: Joi.string().example('ada@example.com').required(),
      dueAt: time(),
      attempts: Joi.number().integer().example(1).required(),
      askedBy: named('Initiator', Joi.object({ actorId, ip, requestId })).required(),
    }),
  ),
  links: named(
    'MailedLink',
    Joi.object({
      purpose: Joi.string().example('verification').required(),
      expiresAt: time(),
      verifiedEmail: Joi.string()
        .allow(null)
        .example('ada@example.com')
        .required()
        .description('The email that this link has verified; null if it was not used.'),
    }),
  ),
  secondFactors: named(
    'StoredSecondFactor',
    Joi.object({
      kind: Joi.string().valid('totp').required().description('totp: an authenticator app.'),
      createdAt: time(),
      confirmedAt: time().allow(null).description('Null while it is being set up.'),
      recoveryCodes: Joi.number()
        .integer()
        .example(10)
        .required()
        .description('How many recovery codes are left.'),
    }),
  ),
  apiKeys: named(
    'StoredApiKey',
    Joi.object(
      Object.fromEntries(
        ['id', 'name', 'permissions', 'createdAt', 'expiresAt', 'lastUsedAt'].map((field) => [
          field,
          apiKey.extract(field),
        ]),
      ),
    ),
  ),
  apiKeyRequests: named(
    'StoredApiKeyRequest',
    Joi.object({
      apiKeyId: apiKey.extract('id'),
      key: Joi.string().example('5f2c1a9e-create-cleo').required(),
      createdAt: time(),
      answer: Joi.object().example({ id: 17 }).required(),
    }),
  ),
  imports: named(
    'StoredImport',
    Joi.object({
      id: Joi.number().integer().example(7).required(),
      name: Joi.string().example('films.csv').required(),
      options: Joi.object().unknown().example({}).required(),
      status: Joi.string().example('done').required(),
      createdAt: time(),
    }),
  ),
};

const listOf = (section: PersonalSection, description?: string) => {
  const list = Joi.array().items(records[section]).required();
  return description === undefined ? list : list.description(description);
};

/** The export of everything that is stored about an account. */
export const ownData = named(
  'OwnData',
  Joi.object({
    account: userItem.required(),
    sessions: listOf('sessions', 'Your sessions, including ended ones that are not deleted yet.'),
    audit: listOf('audit', 'Your actions, and the actions of others on your account.'),
    idempotencyKeys: listOf('idempotencyKeys'),
    letters: listOf('letters', 'Queued emails to you, and who caused them.'),
    links: listOf('links', 'Links mailed to you that are still valid or have verified your email.'),
    secondFactors: listOf('secondFactors', 'Your second factors. Their secrets are left out.'),
    apiKeys: listOf('apiKeys', 'Your API keys, without their secrets.'),
    apiKeyRequests: listOf(
      'apiKeyRequests',
      'Results of requests with your API keys and an Idempotency-Key.',
    ),
    imports: listOf('imports', 'Imports that you created, and that are not removed yet.'),
  }),
);

const shapeAccount = shapedBy(userItem);

/**
 * Yields the JSON document of the export, page by page.
 * @param readAccount throws if the account was removed. It is also called before the last bytes, so that the export of an
 * account removed meanwhile ends as invalid JSON and cannot be taken for a complete one
 */
export async function* ownDataJson(
  readAccount: () => Promise<User>,
  data: PersonalData,
): AsyncGenerator<Uint8Array> {
  const account = await readAccount();
  let text = `{"account":${JSON.stringify(shapeAccount(account))}`;
  for (const section of personalSections) {
    const shape = shapedBy(records[section]);
    text += `,"${section}":[`;
    let separator = '';
    for await (const page of data.pages(section, account.id)) {
      for (const record of page) {
        text += separator + JSON.stringify(shape(record));
        separator = ',';
      }
      yield Buffer.from(text);
      text = '';
    }
    text += ']';
  }
  await readAccount();
  yield Buffer.from(`${text}}`);
}
