/** Two cache servers share one address. */
export type ServerName = 'P' | 'R';
export const serverNames = ['P', 'R'] as const;

/** The ids of a server in INFO: `run_id` and the replication id. */
export interface ServerId {
  readonly run: string;
  readonly history: number;
}

/** A cached version of the item, with the generation that its reader saw. */
interface Value {
  readonly generation: number;
  readonly version: number;
}

/** The data of a server, which replication copies. */
export interface Data {
  /** By their keys. */
  readonly generations: Record<string, number>;
  readonly values: Record<string, Value>;
}

export interface CacheServer {
  run: string;
  history: number;
  /** The master of a replica; null: it is a master itself. */
  master: ServerName | null;
  data: Data;
}

/** The agreement in Postgres, or as an instance has read it. */
export interface Agreement {
  readonly server: ServerId | null;
  readonly epoch: number;
}

/** A poll of the change feed. */
export interface Poll {
  /** Ticks since its start. */
  age: number;
  readonly agreed: Agreement;
  /** The version in the database. */
  readonly version: number;
}

/** A read of the database after a miss. */
export interface Fill {
  readonly key: string;
  readonly generation: number;
  readonly generationKey: string;
  /** The server of the lookup. */
  readonly server: ServerId;
  /** The version that the database returned. */
  readonly version: number;
}

export interface Instance {
  /** The server to which it is connected. */
  connection: ServerName;
  /** The ids of that server, as read on this connection; null: not read yet, or the server must not be used. */
  server: ServerId | null;
  /** Whether that server has been agreed or proposed during this connection. */
  hasProposed: boolean;
  /** The last poll, until the cache confirms it. */
  poll: Poll | null;
  /** The last confirmed poll. */
  mark: Poll | null;
  /** Whether changes were polled that the cache has not confirmed. */
  hasUnconfirmed: boolean;
  /** The version that its last poll returned. */
  polled: number;
  /** The epoch that its last poll returned, and the ticks since a poll returned it for the first time. */
  epoch: number;
  epochAge: number;
  fill: Fill | null;
}

/** A committed write without a response yet. */
export interface Write {
  readonly by: number;
  readonly version: number;
  /** Ticks since the commit. */
  waited: number;
}

export interface State {
  /** The committed version, and the newest acknowledged one. */
  committed: number;
  acknowledged: number;
  row: Agreement;
  servers: Record<ServerName, CacheServer>;
  instances: Instance[];
  write: Write | null;
  /** The greatest epoch, generation and history so far. */
  last: { epoch: number; generation: number; history: number };
  /** Remaining number of each event. */
  left: { writes: number; switches: number; moves: number; roles: number; fills: number };
}

/** Ticks for which a poll counts, and ticks after which an unconfirmed write is acknowledged. */
export const freshTicks = 1;
export const waitTicks = 2;

export const idOf = ({ run, history }: CacheServer): ServerId => ({ run, history });
export const isSame = (one: ServerId | null, other: ServerId | null) =>
  one !== null && other !== null && one.run === other.run && one.history === other.history;

/**
 * P is the master and R its replica. All instances are connected to P.
 * @param cached key of the item in the cache; undefined: the item is not cached
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
