/** Two cache servers stand behind one address. */
export type ServerName = 'P' | 'R';
export const serverNames = ['P', 'R'] as const;

/** What INFO reports of a server: the process, and the history of its data. */
export interface ServerId {
  readonly run: string;
  readonly history: number;
}

/** A cached version of the only item, behind the generation of its reader. */
interface Value {
  readonly generation: number;
  readonly version: number;
}

/** What a server stores, and what replication copies. */
export interface Data {
  /** By the names that instances give them. */
  readonly generations: Record<string, number>;
  readonly values: Record<string, Value>;
}

export interface CacheServer {
  run: string;
  history: number;
  /** The server that it copies; null: it is a master. */
  master: ServerName | null;
  data: Data;
}

/** The row in Postgres, or what an instance has read of it. */
export interface Agreement {
  readonly server: ServerId | null;
  readonly epoch: number;
}

/** A poll of the change feed. */
export interface Poll {
  /** Ticks since it began. */
  age: number;
  readonly agreed: Agreement;
  /** The version that the database had. */
  readonly version: number;
}

/** A read of the database on behalf of a miss. */
export interface Fill {
  readonly key: string;
  readonly generation: number;
  readonly generationKey: string;
  /** The server of the look. */
  readonly server: ServerId;
  /** What the database returned. */
  readonly version: number;
}

export interface Instance {
  /** The server at the other end of its connection. */
  connection: ServerName;
  /** That server's ids, as it reported them on this connection; null: not asked, or it is none to use. */
  server: ServerId | null;
  /** Whether that server was in force, or was proposed, on this connection. */
  hasProposed: boolean;
  /** The last poll, while the cache has not confirmed it. */
  poll: Poll | null;
  /** The last poll that the cache has confirmed. */
  mark: Poll | null;
  /** Whether changes were polled that the cache has not confirmed. */
  hasUnconfirmed: boolean;
  /** The version that its last poll returned. */
  polled: number;
  /** The epoch that its last poll returned, and the ticks since it did so first. */
  epoch: number;
  epochAge: number;
  fill: Fill | null;
}

/** A write that is committed and not answered. */
export interface Write {
  readonly by: number;
  readonly version: number;
  /** Ticks since the commit. */
  waited: number;
}

export interface State {
  /** The version that is committed, and the newest one whose writer has its answer. */
  committed: number;
  acknowledged: number;
  row: Agreement;
  servers: Record<ServerName, CacheServer>;
  instances: Instance[];
  write: Write | null;
  /** The greatest epoch, generation and history so far. */
  last: { epoch: number; generation: number; history: number };
  /** How much may still happen. */
  left: { writes: number; switches: number; moves: number; roles: number; fills: number };
}

/** Ticks: for how many a poll counts, and after how many an unconfirmed write is answered. */
export const freshTicks = 1;
export const waitTicks = 2;

export const idOf = ({ run, history }: CacheServer): ServerId => ({ run, history });
export const isSame = (one: ServerId | null, other: ServerId | null) =>
  one !== null && other !== null && one.run === other.run && one.history === other.history;

/**
 * P is the master and R its replica. All instances are connected to P.
 * @param cached names the item in the cache; undefined: it is not there
 */
export const initialState = (
  instances: number,
  budget: State['left'],
  cached: { readonly key: string; readonly generationKey: string } | undefined,
): State => {
  const server: ServerId = { run: 'p', history: 1 };
  const agreed: Agreement = { server, epoch: 1 };
  const data = (): Data => ({
    generations: cached ? { [cached.generationKey]: 1 } : {},
    values: cached ? { [cached.key]: { generation: 1, version: 0 } } : {},
  });
  const instance = (): Instance => ({
    connection: 'P',
    server,
    hasProposed: true,
    poll: null,
    mark: { age: 0, agreed, version: 0 },
    hasUnconfirmed: false,
    polled: 0,
    epoch: 1,
    epochAge: waitTicks,
    fill: null,
  });
  return {
    committed: 0,
    acknowledged: 0,
    row: agreed,
    servers: {
      P: { run: 'p', history: 1, master: null, data: data() },
      R: { run: 'r', history: 1, master: 'P', data: data() },
    },
    instances: Array.from({ length: instances }, instance),
    write: null,
    last: { epoch: 1, generation: 1, history: 1 },
    left: budget,
  };
};
