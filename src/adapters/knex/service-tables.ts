/**
 * Returns the tables of this service. A database that has one of them without our first migration belongs to another
 * program.
 * @param kindTables the tables of the kinds of the catalogue
 */
export const serviceTables = (kindTables: readonly string[]): readonly string[] => [
  ...kindTables,
  'api_key_requests',
  'api_keys',
  'audit',
  'cache_agreement',
  'change_horizons',
  'changes',
  'external_ids',
  'idempotency_keys',
  'import_rejections',
  'imports',
  'installation',
  'mail_queue',
  'item_names',
  'item_values',
  'merged',
  'one_time_tokens',
  'openings',
  'recovery_codes',
  'refresh_tokens',
  'removed',
  'service_accounts',
  'sessions',
  'sign_in_challenges',
  'titles_by_genre',
  'totp_factors',
  'users',
  'vocabulary',
];
