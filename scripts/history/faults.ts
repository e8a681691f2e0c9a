import { setTimeout as sleep } from 'node:timers/promises';
import { failoverFaults } from './failover-faults.js';
import {
  between,
  cut,
  type Fault,
  freeze,
  instance,
  of,
  onLinks,
  postgresLinkOfOne,
  postgresLinks,
} from './fault.js';
import { postgresFaults } from './postgres-faults.js';
import { redisFaults } from './redis-faults.js';

/** All kinds of faults, by name. */
export const faults = {
  ...redisFaults,
  ...postgresFaults,
  ...failoverFaults,
  'an instance paused': {
    takes: instance,
    strike: async ({ instances }, { lasts, targets: { one } }) => {
      instances[one]?.pause();
      await sleep(lasts);
      instances[one]?.resume();
    },
  },
  'an instance killed': {
    takes: instance,
    strike: async ({ instances }, fault) => {
      await instances[fault.targets.one]?.kill();
      await sleep(between(0, 1_500, fault));
      await instances[fault.targets.one]?.start();
    },
  },
  'Postgres slow': {
    takes: postgresLinks,
    strike: ({ postgresLinks }, fault) =>
      onLinks(postgresLinks, fault, (link) => link.slow(between(5, 80, fault))),
  },
  'Postgres slow for one': {
    takes: postgresLinkOfOne,
    strike: ({ postgresLinks }, fault) =>
      onLinks(of(postgresLinks, fault.targets.one), fault, (link) => link.slow(between(20, 300, fault))),
  },
  'one cut off from Postgres': {
    takes: postgresLinkOfOne,
    strike: ({ postgresLinks }, fault) => onLinks(of(postgresLinks, fault.targets.one), fault, cut),
  },
  'one frozen from Postgres': {
    takes: postgresLinkOfOne,
    strike: ({ postgresLinks }, fault) => onLinks(of(postgresLinks, fault.targets.one), fault, freeze),
  },
  'all connections to Postgres cut': {
    takes: postgresLinks,
    strike: ({ postgresLinks }, fault) =>
      onLinks(postgresLinks, { ...fault, lasts: between(50, 600, fault) }, cut),
  },
} as const satisfies Readonly<Record<string, Fault>>;

export type FaultKind = keyof typeof faults;
