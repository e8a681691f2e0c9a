import type { Design } from './design.js';
import type { Step } from './explore.js';
import {
  type Agreement,
  type CacheServer,
  freshTicks,
  type Instance,
  idOf,
  isSame,
  type Poll,
  type ServerId,
  type State,
  waitTicks,
} from './state.js';

const name = (naming: Design['values'], { run, history }: ServerId, epoch: number) =>
  naming === 'run' ? run : naming === 'epoch' ? `e${epoch}` : `${run}/${history}`;

/** Reads the ids of a server. A replica is not used. */
export const readServerIds = (instance: Instance, server: CacheServer, { agrees }: Design) => {
  instance.server = agrees && server.master !== null ? null : idOf(server);
  instance.hasProposed = false;
};

/** Returns the steps of one instance with this design. */
export const instanceSteps = (i: number, design: Design): Step<State>[] => {
  const { safeties } = design;
  const step = (
    what: string,
    run: (state: State, self: Instance, server: CacheServer) => boolean | string,
  ) => ({
    name: `${i === 0 ? 'A' : 'B'}: ${what}`,
    run: (state: State) => {
      const self = state.instances[i] as Instance;
      return run(state, self, state.servers[self.connection]);
    },
  });

  const propose = (state: State, server: ServerId, instead: Agreement) => {
    if (state.row.epoch !== instead.epoch) return;
    const isNew = safeties['a new epoch for each change of the server'];
    if (isNew) state.last.epoch += 1;
    state.row = { server, epoch: isNew ? state.last.epoch : server.run === 'p' ? 1 : 2 };
  };

  /** @returns the poll on which a read may rely */
  const usable = ({ mark, server }: Instance): Poll | undefined => {
    const lags = mark === null || mark.age > freshTicks;
    if (mark === null || (lags && safeties['an instance that lags does not use the cache'])) return undefined;
    const compares = design.agrees && safeties['a read compares its own server with the agreed one'];
    return compares && !isSame(server, mark.agreed.server) ? undefined : mark;
  };

  return [
    step('connects to the other server', (state, self) => {
      if (state.left.moves === 0) return false;
      state.left.moves -= 1;
      self.connection = self.connection === 'P' ? 'R' : 'P';
      readServerIds(self, state.servers[self.connection], design);
      return true;
    }),

    step('polls', (state, self) => {
      if (self.polled < state.committed) self.hasUnconfirmed = true;
      if (self.epoch !== state.row.epoch) [self.epoch, self.epochAge] = [state.row.epoch, 0];
      self.polled = state.committed;
      self.poll = { age: 0, agreed: state.row, version: state.committed };
      return true;
    }),

    step('invalidates what it polled', (state, self, server) => {
      const { poll } = self;
      if (poll === null) return false;
      if (self.server === null || (design.agrees && !isSame(self.server, idOf(server)))) {
        readServerIds(self, server, design);
        return true;
      }
      const isRefused = server.master !== null && (design.agrees || self.hasUnconfirmed);
      if (isRefused) {
        if (design.agrees) self.server = null;
        return true;
      }
      const isAgreed = isSame(self.server, poll.agreed.server);
      if (design.agrees && !isAgreed && !self.hasProposed) propose(state, self.server, poll.agreed);
      self.hasProposed = true;
      if (design.agrees && !isAgreed && safeties['a confirmation counts only from the agreed server'])
        return true;
      if (self.hasUnconfirmed)
        delete server.data.generations[name(design.generations, self.server, poll.agreed.epoch)];
      self.hasUnconfirmed = false;
      [self.mark, self.poll] = [poll, null];
      return true;
    }),

    step('reads', (state, self, server) => {
      const mark = usable(self);
      if (mark === undefined || self.server === null) return false;
      const isRefused = server.master !== null || !isSame(self.server, idOf(server));
      if (design.agrees && isRefused && safeties['the server checks its ids within the read']) return false;
      const key = name(design.values, self.server, mark.agreed.epoch);
      const generationKey = name(design.generations, self.server, mark.agreed.epoch);
      const { values, generations } = server.data;
      const [value, standing] = [values[key], generations[generationKey]];
      const isGood = value?.generation === standing || !safeties['values carry generations'];
      if (value !== undefined && isGood)
        return value.version < state.acknowledged ? `hit: version ${value.version}` : false;
      if (standing === undefined && server.master !== null) return false;
      if (standing === undefined) {
        state.last.generation += 1;
        generations[generationKey] = state.last.generation;
      }
      const generation = generations[generationKey] as number;
      const { fill } = self;
      if (fill !== null) {
        const joins =
          fill.generation === generation &&
          (fill.key === key || !safeties['a fill is joined only within its epoch']);
        const isOld = joins && fill.version < state.acknowledged;
        return isOld ? `joined a fill: version ${fill.version}` : false;
      }
      if (state.left.fills === 0) return false;
      state.left.fills -= 1;
      // Reads the database at once: a later read would only return newer data.
      self.fill = { key, generation, generationKey, server: self.server, version: state.committed };
      return true;
    }),

    step('keeps what it read', (_state, self, server) => {
      const { fill } = self;
      if (fill === null) return false;
      self.fill = null;
      const isThere = isSame(self.server, fill.server) && server.master === null;
      if (isThere && server.data.generations[fill.generationKey] === fill.generation)
        server.data.values[fill.key] = { generation: fill.generation, version: fill.version };
      return true;
    }),

    step('commits a write', (state) => {
      if (state.write !== null || state.left.writes === 0) return false;
      state.left.writes -= 1;
      state.committed += 1;
      state.write = { by: i, version: state.committed, waited: 0 };
      return true;
    }),

    step('acknowledges its write', (state, { mark, epochAge }) => {
      const { write } = state;
      if (write === null || write.by !== i) return false;
      const isSettled =
        !design.agrees ||
        epochAge >= waitTicks ||
        !safeties['a quick confirmation is not trusted after a change'];
      const isConfirmed = mark !== null && mark.version >= write.version && isSettled;
      const mayEnd = write.waited >= waitTicks || !safeties['a write waits where it is not confirmed'];
      if (!isConfirmed && !mayEnd) return false;
      state.acknowledged = write.version;
      state.write = null;
      return true;
    }),
  ];
};
