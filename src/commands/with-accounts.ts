import { knexRepositories } from '../adapters/knex/knex-repositories.js';
import { searchBudgetMs } from '../adapters/knex/search-steps.js';
import { MemoryLimiter } from '../adapters/memory/memory-limiter.js';
import { type AccountsModule, accountsModule } from '../composition/accounts-module.js';
import { commandUnitOfWork } from '../composition/command-unit-of-work.js';
import { createLog } from '../composition/create-log.js';
import type { Infrastructure } from '../composition/infrastructure.js';
import { readSettings } from '../composition/settings.js';
import { openStorage } from '../composition/storage.js';
import type { Repositories } from '../core/repositories.js';
import type { UnitOfWork } from '../core/shared/unit-of-work.js';

/** What a command has of the infrastructure of the service. */
export type CommandInfrastructure = Pick<Infrastructure, 'settings' | 'database' | 'clock'> & {
  readonly unitOfWork: UnitOfWork<Repositories>;
};

/** Opens the database of the settings, runs `work` on its accounts, and closes it. */
export const withAccounts = async (
  work: (accounts: AccountsModule, infrastructure: CommandInfrastructure) => Promise<void>,
): Promise<void> => {
  const settings = readSettings();
  const { database, close } = await openStorage(settings, createLog(settings));
  try {
    const infrastructure: CommandInfrastructure = {
      settings,
      database,
      clock: { now: () => new Date() },
      unitOfWork: commandUnitOfWork(database, knexRepositories([])),
    };
    const accounts = accountsModule({
      ...infrastructure,
      limiter: new MemoryLimiter(),
      searchBudget: searchBudgetMs,
    });
    await work(accounts, infrastructure);
  } finally {
    await close();
  }
};
