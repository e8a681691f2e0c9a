import type { Edit } from './builds.js';

/** The safeties that keep the cache from showing an old state (docs/adr/0007), each with what switches it off. */
export const mutants = {
  'generation compare': [
    {
      file: 'adapters/redis/scripts.js',
      from: 'string.sub(found[1], 1, #prefix) == prefix',
      to: 'true',
    },
  ],
  'join by key and generation': [
    {
      file: 'core/shared/read-cache.js',
      from: 'JSON.stringify([agreement.epoch, key, ...ticket.values()])',
      to: 'key',
    },
  ],
  'wait after a failed invalidation': [
    { file: 'core/shared/read-cache.js', from: '.catch(() => later)', to: '.catch(() => {})' },
  ],
  'blind rule': [
    {
      file: 'adapters/knex/cache-invalidations.js',
      from: 'isFresh(this.#confirmed?.mark) ?',
      to: 'true ?',
    },
    // A poll that fails ends the connection, and with it what was confirmed.
    { file: 'adapters/knex/cache-invalidations.js', from: 'this.#confirmed = undefined;', to: '' },
  ],
  'cumulative mark': [
    {
      file: 'adapters/knex/cache-invalidations.js',
      from: 'this.#unconfirmed = inShort([...sent, ...this.#unconfirmed]);',
      to: '',
    },
  ],
  'ids of the server': [
    {
      file: 'adapters/redis/server-ids.js',
      from: "field('run_id')",
      to: "'any server'",
    },
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a text of the build
    { file: 'adapters/redis/server-ids.js', from: 'id: `${run}/${history}`', to: 'id: run' },
  ],
  'a new epoch for each change of the server': [
    {
      file: 'adapters/knex/cache-agreement.js',
      from: 'epoch = gen_random_uuid()',
      to: 'epoch = md5($1)::uuid',
    },
  ],
  'a read compares its server with the one in force': [
    {
      file: 'adapters/redis/redis-cache.js',
      from: 'this.#server?.ids.id === agreement.server ?',
      to: 'true ?',
    },
  ],
  'the server checks its ids within the call': [
    { file: 'adapters/redis/scripts.js', from: "if ARGV[1] ~= '' then", to: 'if false then' },
  ],
  'a confirmation counts only from the server in force': [
    {
      file: 'adapters/redis/connected-server.js',
      from: "return this.#isDecided ? 'not in force' : 'proposed';",
      to: "return this.#isDecided ? 'in force' : 'proposed';",
    },
  ],
  'a quick confirmation is not trusted after a change': [
    {
      file: 'adapters/knex/cache-invalidations.js',
      from: ' && performance.now() >= this.#settledAt',
      to: '',
    },
  ],
  'invalidation of replayed answers': [
    {
      file: 'adapters/knex/knex-unit-of-work.js',
      from: 'if (tellsOfState(error))',
      to: 'if (false)',
    },
  ],
  // Of a change of many rows the feed tells the kind alone.
  'generation of a whole kind': [
    {
      file: 'core/catalogue/generations.js',
      from: 'id === null ? plural : ',
      to: '',
    },
  ],
  'wait at the end of an import': [
    { file: 'composition/command-unit-of-work.js', from: 'sleep(shownAfter)', to: 'Promise.resolve()' },
  ],
  'no resending': [
    {
      file: 'adapters/redis/redis-client.js',
      from: 'autoResendUnfulfilledCommands: false',
      to: 'autoResendUnfulfilledCommands: true',
    },
    {
      file: 'adapters/redis/redis-client.js',
      from: 'maxRetriesPerRequest: 0',
      to: 'maxRetriesPerRequest: null',
    },
  ],
} as const satisfies Readonly<Record<string, readonly Edit[]>>;

export type Safety = keyof typeof mutants;
