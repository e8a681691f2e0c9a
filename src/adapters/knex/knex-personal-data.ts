import type { Knex } from 'knex';
import type { PersonalData, PersonalRecords, PersonalSection } from '../../core/identity/personal-data.js';
import type { Initiator } from '../../core/shared/audit.js';
import { emailKeys } from './account-keys.js';
import { auditRecord } from './knex-audit-reader.js';
import { heavyRead } from './pool-shares.js';
import { fromRow, type Row } from './row-mapping.js';
import { withAuthentication } from './session-authentication.js';

type EmailJob = PersonalRecords['letters'][number];
type SecondFactor = PersonalRecords['secondFactors'][number];

/** Rows per page: small enough that the query and the conversion to JSON take a few milliseconds. */
export const pageSize = 500;

/** How to read the rows of a section, along an index. */
interface Section<T> {
  /** Reads the page after a row; undefined: the first page. */
  read(knex: Knex, userId: number, after: Row | undefined): PromiseLike<Row[]>;
  record(row: Row, userId: number): T;
}

/** All personal data of a user, by table. A new table with personal data must be added here. */
const sections: { readonly [S in PersonalSection]: Section<PersonalRecords[S][number]> } = {
  sessions: {
    read: (knex, userId, after) =>
      knex('sessions')
        .where({ user_id: userId })
        .modify(
          (all) => after && all.whereRaw('(created_at, id) > (?, ?)', [after.created_at, after.id] as never),
        )
        .orderBy(['created_at', 'id'])
        .limit(pageSize)
        .select('id', 'user_id', 'created_at', 'last_used_at', 'expires_at', 'ended_at', 'ip', 'user_agent')
        .select('authenticated_at', 'amr'),
    record: (row) => fromRow(withAuthentication(row)),
  },
  audit: {
    // Each condition has an index of its own. Most entries match both.
    read: async (knex, userId, after) => {
      const matching = (where: object) =>
        knex('audit')
          .where(where)
          .modify((all) => after && all.whereRaw('(at, id) > (?, ?)', [after.at, after.id] as never))
          .orderBy(['at', 'id'])
          .limit(pageSize);
      const both = knex.union(
        [matching({ actor_id: userId }), matching({ subject_kind: 'user', subject_id: String(userId) })],
        true,
      );
      return knex.from(both.as('both')).orderBy(['at', 'id']).limit(pageSize).select('*');
    },
    record: (row, userId) => withoutOthersIp(auditRecord(row), userId),
  },
  idempotencyKeys: {
    read: (knex, userId, after) =>
      knex('idempotency_keys')
        .where({ user_id: userId })
        .modify((all) => after && all.where('key', '>', after.key as string))
        .orderBy('key')
        .limit(pageSize)
        .select('key', 'created_at', 'answer'),
    record: (row) => fromRow(row),
  },
  letters: {
    read: async (knex, userId, after) => {
      const user: Row | undefined = await knex('users').where({ id: userId }).first('email');
      const keys = user === undefined ? [] : emailKeys(user.email as string);
      return knex('mail_queue')
        .where((jobs) => jobs.where({ user_id: userId }).orWhereIn('email_key', keys))
        .where('id', '>', (after?.id as string) ?? 0)
        .orderBy('id')
        .limit(pageSize)
        .select('id', 'kind', 'email', 'due_at', 'attempts', 'asked_by');
    },
    record: ({ id, asked_by, ...row }, userId) => ({
      ...fromRow<Omit<EmailJob, 'askedBy'>>(row),
      askedBy: withoutOthersIp(asked_by as Initiator, userId),
    }),
  },
  links: {
    // There is at most one row for each purpose, so the first page has all.
    read: async (knex, userId, after) =>
      after === undefined
        ? knex('one_time_tokens')
            .where({ user_id: userId })
            .orderBy('purpose')
            .select('purpose', 'expires_at', 'verified_email')
        : [],
    record: (row) => fromRow(row),
  },
  secondFactors: {
    // There is at most one.
    read: async (knex, userId, after) =>
      after === undefined
        ? knex('totp_factors')
            .where({ user_id: userId })
            .select('created_at', 'confirmed_at', {
              recovery_codes: knex('recovery_codes')
                .where({ user_id: userId })
                .select(knex.raw('count(*)::int')),
            })
        : [],
    record: (row) => ({ kind: 'totp', ...fromRow<Omit<SecondFactor, 'kind'>>(row) }),
  },
  apiKeys: {
    // There are 100 at most, so the first page has all.
    read: async (knex, userId, after) =>
      after === undefined
        ? knex('api_keys')
            .where({ user_id: userId })
            .orderBy(['created_at', 'id'])
            .select('id', 'name', 'permissions', 'created_at', 'expires_at', 'last_used_at')
        : [],
    record: (row) => fromRow(row),
  },
  apiKeyRequests: {
    read: (knex, userId, after) =>
      knex('api_key_requests')
        .whereIn('api_key_id', knex('api_keys').where({ user_id: userId }).select('id'))
        .modify(
          (all) =>
            after && all.whereRaw('(api_key_id, key) > (?, ?)', [after.api_key_id, after.key] as never),
        )
        .orderBy(['api_key_id', 'key'])
        .limit(pageSize)
        .select('api_key_id', 'key', 'created_at', 'answer'),
    record: (row) => fromRow(row),
  },
  imports: {
    read: (knex, userId, after) =>
      knex('imports')
        .where({ owner_id: userId })
        .where('id', '>', (after?.id as number) ?? 0)
        .orderBy('id')
        .limit(pageSize)
        .select('id', 'name', 'options', 'status', 'created_at'),
    record: (row) => fromRow(row),
  },
};

export class KnexPersonalData implements PersonalData {
  /** Settles when all earlier calls have read their page, so that all exports together use one connection. */
  #previous: Promise<unknown> = Promise.resolve();

  constructor(private readonly knex: Knex) {}

  async *pages<S extends PersonalSection>(name: S, userId: number): AsyncIterable<PersonalRecords[S]> {
    const section: Section<PersonalRecords[S][number]> = sections[name];
    let after: Row | undefined;
    do {
      const rows = await this.#inTurn(async () => section.read(this.knex, userId, after));
      yield rows.map((row) => section.record(row, userId)) as unknown as PersonalRecords[S];
      after = rows.length < pageSize ? undefined : rows.at(-1);
    } while (after !== undefined);
  }

  #inTurn<T>(read: () => Promise<T>): Promise<T> {
    const taken = this.#previous.then(() => heavyRead(this.knex, read));
    this.#previous = taken.catch(() => {});
    return taken;
  }
}

/** Removes the IP address of an entry that another user caused, such as an administrator. */
const withoutOthersIp = <T extends Initiator>(entry: T, userId: number): T => {
  const isOthers = entry.actorId !== null && entry.actorId !== userId;
  return { ...entry, ip: isOthers ? null : entry.ip };
};
