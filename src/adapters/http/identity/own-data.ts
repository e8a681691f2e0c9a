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
import { sessionFields } from './session-routes.js';
import { userItem } from './user-schema.js';

/** A record of each section. */
const records: Readonly<Record<PersonalSection, Joi.ObjectSchema>> = {
  sessions: Joi.object({ ...sessionFields, endedAt: Joi.string().isoDate().allow(null).required() }),
  audit: auditEntry,
  idempotencyKeys: Joi.object({
    key: Joi.string().required(),
    createdAt: time(),
    answer: Joi.object().required(),
  }),
  letters: Joi.object({
    kind: Joi.string().required(),
    email: Joi.string().required(),
    dueAt: time(),
    attempts: Joi.number().integer().required(),
    askedBy: Joi.object(auditInitiator).required(),
  }),
  links: Joi.object({
    purpose: Joi.string().required(),
    expiresAt: time(),
    verifiedEmail: Joi.string()
      .allow(null)
      .required()
      .description('The email that this link has verified; null if it was not used.'),
  }),
};

const all = (section: PersonalSection, description?: string) => {
  const list = Joi.array().items(records[section]).required();
  return description === undefined ? list : list.description(description);
};

/** Everything that is kept about a person, as it goes out. */
export const ownData = named(
  'OwnData',
  Joi.object({
    account: userItem.required(),
    sessions: all('sessions', 'Where you signed in, as far as it is still kept.'),
    audit: all('audit', 'What you did, and what was done to your account.'),
    idempotencyKeys: all('idempotencyKeys'),
    letters: all('letters', 'Those that are still to be sent, and by whom they were asked for.'),
    links: all('links', 'Links that were mailed to you, and are still good or have verified your email.'),
  }),
);

const shapeAccount = shapedBy(userItem);

/**
 * The JSON document of all that is kept about an account, page by page.
 * @param readAccount throws when the account was removed, at the start and before the end: without its last bytes the
 * document is not valid, so nobody takes what is left of a removed account for all of it
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
