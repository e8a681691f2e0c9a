import type { KindRow } from '../../src/composition/catalogue-kinds.js';
import { ids } from '../../src/composition/service-ids.js';
import type { Clock } from '../../src/core/shared/clock.js';
import { eventually } from '../integration/contracts/fixtures.js';
import { atEnd } from './at-end.js';
import type { CallOptions, CallResult } from './call.js';
import type { Environment } from './environment.js';
import type { SignedIn } from './test-accounts.js';
import { TestService } from './test-service.js';

export { type CallOptions, type CallResult, type SignedIn, TestService };

interface SharedService {
  readonly service: Promise<TestService>;
  /** A second instance on the same database; undefined until a describe block needs it. */
  second?: Promise<TestService>;
  /** Number of describe blocks that use it now. */
  users: number;
}
/** The services that the files of this process share, by settings; the least recently used first. */
const shared = new Map<string, SharedService>();
/** Each polls its database, so only those are kept that most files use. */
const maxShared = 2;
const stopShared = async ({ service, second }: SharedService) => {
  // The first one drops the database.
  await (await second)?.stop();
  await (await service).stop();
};
atEnd(async () => {
  for (const one of shared.values()) await stopShared(one);
});

const takeShared = async (overrides: Environment): Promise<SharedService> => {
  const key = JSON.stringify(Object.entries(overrides).map(([name, value = null]) => [name, value]));
  const taken = shared.get(key) ?? { service: TestService.start(overrides), users: 0 };
  taken.users += 1;
  shared.delete(key);
  shared.set(key, taken);
  const [unused] = [...shared].filter(([, { users }]) => users === 0);
  if (unused && shared.size > maxShared) {
    shared.delete(unused[0]);
    await stopShared(unused[1]);
  }
  return taken;
};

const startedIn = (service: TestService | undefined): TestService => {
  if (service === undefined) throw new Error('the service starts before the tests, not before the describe');
  return service;
};

/** Uses the shared service with these settings, and the instances that `start` returns, in a describe block. */
const useShared = (overrides: Environment, start: (taken: SharedService) => Promise<TestService[]>) => {
  let taken: SharedService | undefined;
  let instances: TestService[] = [];
  before(async () => {
    taken = await takeShared(overrides);
    instances = await start(taken);
  });
  after(async () => {
    if (taken === undefined) return;
    taken.users -= 1;
    if (taken.users === 0) for (const instance of instances) await instance.forget();
  });
  return (which = 0) => startedIn(instances[which % instances.length]);
};

/**
 * Returns the service with these settings, for the tests of a describe block. It and its database are shared with the
 * other files of this process. At the start of the block, its log and emails are empty; its tables may contain rows, and
 * its limits may be partly used.
 */
export const useService = (overrides: Environment = {}): (() => TestService) =>
  useShared(overrides, async ({ service }) => [await service]);

/** The same with a second instance on its database. The returned function takes the number of the instance: 0 or 1. */
export const useInstances = (overrides: Environment = {}) =>
  useShared(overrides, async (taken) => {
    const { databaseUrl, mails } = await taken.service;
    taken.second ??= TestService.start(overrides, { databaseUrl, mails });
    const instances = [await taken.service, await taken.second];
    for (const { service } of instances)
      await eventually(
        () => service.container.get(ids.Infrastructure).cache.available(),
        'Redis was reachable',
      );
    return instances;
  });

/** Returns a new service with an empty database, for the tests of a describe block. */
export const useOwnService = (
  overrides: Environment = {},
  options: { kinds?: readonly KindRow[]; clock?: Clock; searchBudget?: number } = {},
) => {
  let service: TestService | undefined;
  before(async () => {
    service = await TestService.start(overrides, options);
  });
  after(() => service?.stop());
  return () => startedIn(service);
};
