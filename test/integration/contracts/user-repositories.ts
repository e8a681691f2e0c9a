import type { Knex } from 'knex';
import { repositories } from '../../support/repositories.js';
import { type MailUnderTest, mailQueueContract } from './mail-queue.js';
import { oneTimeTokenContract } from './one-time-tokens.js';
import { userRepositoryContract } from './user-repository.js';
import { userListsContract } from './user-repository-lists.js';
import { userLocksContract } from './user-repository-locks.js';

/** The contracts that the fakes in memory fulfil, too. */
export const userContracts = (name: string, opened: () => MailUnderTest) => {
  userRepositoryContract(name, opened);
  userLocksContract(name, opened);
  mailQueueContract(name, opened);
  oneTimeTokenContract(name, opened);
};

/** All contracts of the repositories in a database. */
export const userContractsOver = (name: string, knex: () => Knex) => {
  userContracts(name, () => repositories(knex()));
  userListsContract(name, () => repositories(knex()));
};
