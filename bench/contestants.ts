/** The measured servers, by the name of their option, and the cases of each. */
const reads = ['cached', 'random', 'uncached', 'page', 'uncachedPage', 'notModified'] as const;
const writes = ['create', 'replace', 'patch', 'signIn', 'refresh'] as const;
const single = ['start', 'memory'] as const;
const all = [...reads, 'besideSignIns', ...writes, ...single];

export interface Contestant {
  readonly name: string;
  readonly cases: readonly string[];
  /** Does the same work as our service: its headers are compared, too. */
  readonly isEqual?: true;
}

/** `before` needs the option of its name. */
export const contestants: Readonly<Record<string, Contestant>> = {
  redis: { name: 'ours, Redis', cases: [...all, 'keyed'], isEqual: true },
  memory: { name: 'ours, in process', cases: [...all, 'keyed'], isEqual: true },
  metrics: { name: 'ours, Redis, with metrics', cases: ['cached'], isEqual: true },
  before: { name: 'the build before', cases: all },
  express: { name: 'Express by hand', cases: ['cached', 'uncached', 'page'], isEqual: true },
  fastify: { name: 'Fastify by hand', cases: ['cached', 'uncached', 'page'], isEqual: true },
  'thin-express': { name: 'Express thin', cases: all },
  'thin-fastify': { name: 'Fastify thin', cases: all },
  bare: { name: 'bare Express', cases: ['cached', 'page'] },
  hash: { name: 'the hash alone', cases: ['signIn'] },
  embedded: { name: 'ours, embedded', cases: ['start'] },
};
