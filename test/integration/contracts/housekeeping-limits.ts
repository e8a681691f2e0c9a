/** Rows on both sides of each limit; `name` is a column that says whether the row is kept. */
export const limits: readonly (readonly [what: string, table: string, name: string, insert: string])[] = [
  [
    'responses under an Idempotency-Key, of a day ago',
    'idempotency_keys',
    'key',
    `insert into idempotency_keys (user_id, key, fingerprint, answer, created_at)
     values (:user, 'old', '', '{}', now() - interval '24 hours'),
       (:user, 'kept', '', '{}', now() - interval '23 hours')`,
  ],
  [
    'responses under an Idempotency-Key of an API key, of a day ago',
    'api_key_requests',
    'key',
    `with owned as (
       insert into api_keys (id, hash, name, permissions, user_id) values (gen_random_uuid(), '', '', '{}', :user) returning id)
     insert into api_key_requests (api_key_id, key, fingerprint, answer, created_at)
     select id, name, '', '{}', now() - age::interval from owned, (values ('old', '24 hours'), ('kept', '23 hours')) v (name, age)`,
  ],
  [
    'audit entries, of more than a year ago',
    'audit',
    'action',
    `insert into audit (at, action, details) values (now() - interval '365 days 1 minute', 'old', '{}'),
       (now() - interval '364 days 23 hours', 'kept', '{}')`,
  ],
  [
    'removed items older than 31 days',
    'removed',
    'kind',
    `insert into removed (kind, id, removed_at) values ('old', 1, now() - interval '31 days 1 minute'),
       ('kept', 1, now() - interval '30 days 23 hours')`,
  ],
  [
    'values of items older than 90 days',
    'item_values',
    'kind',
    `insert into item_values (audit_id, at, kind, item_id, version, before, item)
     values (1, now() - interval '90 days 1 minute', 'old', 1, 1, '{}', '{}'),
       (2, now() - interval '89 days 23 hours', 'kept', 1, 1, '{}', '{}')`,
  ],
  [
    'one-time tokens, expired',
    'one_time_tokens',
    'hash',
    `insert into one_time_tokens (user_id, purpose, hash, expires_at)
     values (:user, 'reset', 'old', now() - interval '1 second'),
       (:user, 'invitation', 'kept', now() + interval '1 minute')`,
  ],
  [
    'sign-in challenges, expired',
    'sign_in_challenges',
    'hash',
    `insert into sign_in_challenges (hash, user_id, credentials, attempts_left, expires_at)
     values ('old', :user, '', 5, now() - interval '1 second'), ('kept', :user, '', 0, now() + interval '1 minute')`,
  ],
  [
    'authenticator apps, not confirmed for a day',
    'totp_factors',
    'secret',
    `insert into totp_factors (user_id, secret, created_at) values (:user, 'old', now() - interval '24 hours 1 minute'),
       (:other, 'kept', now() - interval '23 hours')`,
  ],
  [
    'authenticator apps, confirmed',
    'totp_factors',
    'secret',
    `insert into totp_factors (user_id, secret, created_at, confirmed_at)
     values (:user, 'kept', now() - interval '9 days', now() - interval '9 days')`,
  ],
  [
    'refresh tokens, superseded for longer than the lifetime of a token',
    'refresh_tokens',
    'hash',
    `with session as (
       insert into sessions (id, user_id, created_at, last_used_at, expires_at)
       values (gen_random_uuid(), :user, now(), now(), now() + interval '1 day') returning id)
     insert into refresh_tokens (hash, session_id, used_at, superseded_at)
     select name, id, now() - interval '14 days', now() - age::interval
     from session, (values ('old', '7 days 5 seconds'), ('kept', '6 days 23 hours'), ('kept head', null)) v (name, age)`,
  ],
  // Of the ended sessions, the last one of each address of an account is kept: it shows that the account signed in there.
  [
    'sessions, expired or ended an hour ago',
    'sessions',
    'user_agent',
    `insert into sessions (id, user_id, created_at, last_used_at, expires_at, ended_at, ip, user_agent)
     select gen_random_uuid(), case name when 'kept stranger' then :other::int else :user end, now(), now(),
       now() + lives::interval, now() - ended::interval, ip, name
     from (values ('old, expired', '-1 second', null, null), ('kept, live', '1 minute', null, null),
       ('kept, just ended', '1 minute', '59 minutes', '192.0.2.3'),
       ('old', '2 hours', '61 minutes', '192.0.2.1'), ('kept', '3 hours', '61 minutes', '192.0.2.1'),
       ('old', '1 hour', '61 minutes', '192.0.2.1'), ('kept stranger', '1 hour', '61 minutes', '192.0.2.1'),
       ('old', '2 hours', '61 minutes', '192.0.2.2'), ('kept, live', '3 hours', null, '192.0.2.2'),
       ('old', '2 hours', '61 minutes', null)) v (name, lives, ended, ip)`,
  ],
  [
    'refresh tokens, of sessions that ended an hour ago',
    'refresh_tokens',
    'hash',
    `with session as (
       insert into sessions (id, user_id, created_at, last_used_at, expires_at, ended_at, ip, user_agent)
       select gen_random_uuid(), :user, now(), now(), now() + interval '1 day', now() - ended::interval, name, name
       from (values ('old', '61 minutes'), ('kept', '59 minutes'), ('kept, live', null)) v (name, ended)
       returning id, user_agent)
     insert into refresh_tokens (hash, session_id) select user_agent, id from session`,
  ],
];
