import { knexRepositories } from '../adapters/knex/knex-repositories.js';
import { searchBudgetMs } from '../adapters/knex/search-steps.js';
import { MemoryLimiter } from '../adapters/memory/memory-limiter.js';
import { type AccountsModule, accountsModule } from '../composition/accounts-module.js';
import { commandUnitOfWork } from '../composition/command-unit-of-work.js';
import { createLog } from '../composition/create-log.js';
import { readSettings } from '../composition/settings.js';
import { openStorage } from '../composition/storage.js';

/** Opens the database of the settings, runs `work` on its accounts, and closes it. */
export const withAccounts = async (work: (accounts: AccountsModule) => Promise<void>): Promise<void> => {
  const settings = readSettings();
  const { database, close } = await openStorage(settings, createLog(settings));
  try {
    await work(
      accountsModule({
        settings,
        database,
        clock: { now: () => new Date() },
        limiter: new MemoryLimiter(),
        searchBudget: searchBudgetMs,
        unitOfWork: commandUnitOfWork(database, knexRepositories([])),
      }),
    );
  } finally {
    await close();
  }
};
