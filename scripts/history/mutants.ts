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
      from: 'JSON.stringify([key, ...ticket.values()])',
      to: 'key',
    },
  ],
  'wait after a failed invalidation': [
    { file: 'core/shared/read-cache.js', from: '.catch(() => later)', to: '.catch(() => {})' },
  ],
  'blind rule': [
    {
      file: 'adapters/knex/change-feed.js',
      from: 'return !isFresh(this.#cacheMark);',
      to: 'return false;',
    },
  ],
  'cumulative mark': [
    {
      file: 'adapters/knex/change-feed.js',
      from: 'this.#unconfirmed = inShort([...telling, ...this.#unconfirmed]);',
      to: '',
    },
  ],
  'namespace by run id': [
    {
      file: 'adapters/redis/redis-cache.js',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a text of the build
      from: '`${this.options.namespace}:${runId}`',
      to: 'this.options.namespace',
    },
  ],
  'invalidation of replayed answers': [
    {
      file: 'core/catalogue/acknowledged-catalogue-repository.js',
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
  'wait at the end of an import': [{ file: 'commands/import.js', from: 'await sleep(shownAfter);', to: '' }],
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
