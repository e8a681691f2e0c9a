import type { Design } from './design.js';
import type { Step } from './explore.js';
import { readServerIds } from './instance-steps.js';
import { freshTicks, type ServerName, type State, serverNames, waitTicks } from './state.js';

const other = (name: ServerName): ServerName => (name === 'P' ? 'R' : 'P');

/** Returns the steps of the servers and of time. */
export const serverSteps = (designs: readonly Design[]): Step<State>[] => [
  {
    name: 'a tick',
    run: (state) => {
      for (const instance of state.instances) {
        instance.epochAge = Math.min(instance.epochAge + 1, waitTicks);
        if (instance.poll) instance.poll.age += 1;
        if (instance.mark) instance.mark.age = Math.min(instance.mark.age + 1, freshTicks + 1);
        if (instance.poll && instance.poll.age > freshTicks) instance.poll = null;
      }
      if (state.write) state.write.waited = Math.min(state.write.waited + 1, waitTicks);
      return true;
    },
  },
  ...serverNames.map(
    (name): Step<State> => ({
      name: `the address points to ${name}, and all instances connect to it`,
      run: ({ instances, servers, left }) => {
        if (left.switches === 0 || instances.every(({ connection }) => connection === name)) return false;
        left.switches -= 1;
        for (const [i, instance] of instances.entries()) {
          instance.connection = name;
          readServerIds(instance, servers[name], designs[i] as Design);
        }
        return true;
      },
    }),
  ),
  ...serverNames.flatMap((name): Step<State>[] => [
    {
      name: `${name} is promoted`,
      run: ({ servers: { [name]: server }, last, left }) => {
        if (server.master === null || left.roles === 0) return false;
        left.roles -= 1;
        last.history += 1;
        server.master = null;
        server.history = last.history;
        return true;
      },
    },
    {
      name: `${name} starts to replicate ${other(name)}`,
      run: ({ servers: { [name]: server, [other(name)]: master }, left }) => {
        if (server.master !== null || master.master !== null || left.roles === 0) return false;
        left.roles -= 1;
        server.master = other(name);
        return true;
      },
    },
    {
      name: `${name} has copied ${other(name)}`,
      run: ({ servers: { [name]: server, [other(name)]: master } }) => {
        if (server.master === null) return false;
        server.history = master.history;
        server.data = structuredClone(master.data);
        return true;
      },
    },
  ]),
];
