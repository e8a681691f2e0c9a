import { setTimeout as sleep } from 'node:timers/promises';
import type { TcpProxy } from '../../test/integration/contracts/tcp-proxy.js';
import type { PlannedFault, Resource, Targets } from './fault-plan.js';
import type { World } from './world.js';

/** A kind of fault. */
export interface Fault {
  readonly takes: (targets: Targets) => readonly Resource[];
  /** Causes the fault, and ends it. */
  strike(world: World, fault: PlannedFault): Promise<void>;
}

// Resources of faults.
export const redis = (): Resource[] => ['redis'];
export const redisLinkOfOne = ({ one }: Targets): Resource[] => [`redis link ${one}`];
export const redisLinks = ({ all }: Targets): Resource[] => all.map((i): Resource => `redis link ${i}`);
export const linksButOne = (one: number, all: readonly number[]) =>
  all.filter((i) => i !== one).map((i): Resource => `redis link ${i}`);
export const postgresLinkOfOne = ({ one }: Targets): Resource[] => [`postgres link ${one}`];
export const postgresLinks = ({ all }: Targets): Resource[] => all.map((i): Resource => `postgres link ${i}`);
export const instance = ({ one }: Targets): Resource[] => [`instance ${one}`];

/** Returns a value between two bounds by the strength of a fault. */
export const between = (from: number, to: number, { strength }: PlannedFault) =>
  Math.round(from + strength * (to - from));

/** Applies `harm` to each link for the duration of the fault. */
export const onLinks = async (
  links: readonly TcpProxy[],
  { lasts }: PlannedFault,
  harm: (link: TcpProxy) => unknown,
) => {
  try {
    await Promise.all(links.map(harm));
    await sleep(lasts);
  } finally {
    await Promise.all(links.map((link) => link.heal()));
  }
};
export const cut = (link: TcpProxy) => link.cut();
export const freeze = (link: TcpProxy) => link.freeze();
/** Returns a list with one of the links. */
export const of = (links: readonly TcpProxy[], number: number) => [links[number] as TcpProxy];
