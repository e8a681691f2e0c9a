import type { Knex } from 'knex';
import type { PersonalData, PersonalRecords, PersonalSection } from '../../core/identity/personal-data.js';
import type { Initiator } from '../../core/shared/audit.js';
import { emailKeys } from './account-keys.js';
import { auditRecord } from './knex-audit-reader.js';
import { heavyRead } from './pool-shares.js';
import { fromRow, type Row } from './row-mapping.js';

type Letter = PersonalRecords['letters'][number];

/** Rows of a page: few enough that one takes a few milliseconds, in the database and as JSON. */
export const pageSize = 500;

/** How a section is read along an index. */
interface Section<T> {
  /** A page behind a row, in order; undefined: the first page. */
  read(knex: Knex, userId: number, after: Row | undefined): PromiseLike<Row[]>;
  record(row: Row, userId: number): T;
}

/** What the tables hold about a person. A table that gets something personal is to be read here, too. */
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
        .select('id', 'user_id', 'created_at', 'last_used_at', 'expires_at', 'ended_at', 'ip', 'user_agent'),
    record: (row) => fromRow(row),
  },
  audit: {
    // Each half along its index. Most entries are in both.
    read: async (knex, userId, after) => {
      const half = (where: object) =>
        knex('audit')
          .where(where)
          .modify((all) => after && all.whereRaw('(at, id) > (?, ?)', [after.at, after.id] as never))
          .orderBy(['at', 'id'])
          .limit(pageSize);
      const both = knex.union(
        [half({ actor_id: userId }), half({ subject_kind: 'user', subject_id: String(userId) })],
        true,
      );
      return knex.from(both.as('both')).orderBy(['at', 'id']).limit(pageSize).select('*');
    },
    record: (row, userId) => withoutOthers(auditRecord(row), userId),
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
        .where((theirs) => theirs.where({ user_id: userId }).orWhereIn('email_key', keys))
        .where('id', '>', (after?.id as string) ?? 0)
        .orderBy('id')
        .limit(pageSize)
        .select('id', 'kind', 'email', 'due_at', 'attempts', 'asked_by');
    },
    record: ({ id, asked_by, ...row }, userId) => ({
      ...fromRow<Omit<Letter, 'askedBy'>>(row),
      askedBy: withoutOthers(asked_by as Initiator, userId),
    }),
  },
  links: {
    // At most one for each purpose.
    read: async (knex, userId, after) =>
      after === undefined
        ? knex('one_time_tokens')
            .where({ user_id: userId })
            .orderBy('purpose')
            .select('purpose', 'expires_at', 'verified_email')
        : [],
    record: (row) => fromRow(row),
  },
};

export class KnexPersonalData implements PersonalData {
  /** Settles when all who came before have read their page: exports take one connection together. */
  #turn: Promise<unknown> = Promise.resolve();

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
    const taken = this.#turn.then(() => heavyRead(this.knex, read));
    this.#turn = taken.catch(() => {});
    return taken;
  }
}

/** From where an administrator works is no business of whom they manage. */
const withoutOthers = <T extends Initiator>(entry: T, userId: number): T => {
  const isOthers = entry.actorId !== null && entry.actorId !== userId;
  return { ...entry, ip: isOthers ? null : entry.ip };
};
