import type { Knex } from 'knex';
import { KnexCatalogueRepository } from '../../src/adapters/knex/knex-catalogue-repository.js';
import { knexRepositories } from '../../src/adapters/knex/knex-repositories.js';
import { KnexSessionRepository } from '../../src/adapters/knex/knex-session-repository.js';
import { KnexUnitOfWork } from '../../src/adapters/knex/knex-unit-of-work.js';
import { KnexUserRepository } from '../../src/adapters/knex/knex-user-repository.js';
import { author } from '../../src/core/catalogue/author.js';
import type { CatalogueReader } from '../../src/core/catalogue/catalogue-reader.js';
import type { Kind } from '../../src/core/catalogue/kind.js';
import { movie } from '../../src/core/catalogue/movie.js';
import { series } from '../../src/core/catalogue/series.js';
import type { Repositories } from '../../src/core/repositories.js';
import type { CommitListener } from '../../src/core/shared/changes.js';
import type { UnitOfWork } from '../../src/core/shared/unit-of-work.js';
import { kindsUnderTest } from './kinds-under-test.js';

/** Does not wait for anything after a commit. */
export const noInvalidation: CommitListener = {
  committed: () => {},
  catchUp: async () => {},
  waitForCaches: async () => {},
};

export const unitOfWork = (knex: Knex, commits: CommitListener = noInvalidation) =>
  new KnexUnitOfWork(knex, knexRepositories(kindsUnderTest), commits);

/** Returns a repository whose methods each run in their own unit of work, except those of `reader`. */
export const inOwnUnits = <R extends object>(
  work: UnitOfWork<Repositories>,
  of: (repositories: Repositories) => R,
  reader: { readonly [name in keyof R]?: R[name] } = {},
): R =>
  new Proxy({} as R, {
    get: (_, name) =>
      reader[name as keyof R] ??
      ((...args: unknown[]) =>
        work.run(async (repositories) => {
          const repository = of(repositories) as Record<string, (...args: unknown[]) => unknown>;
          return repository[name as string]?.(...args);
        })),
  });

/** The items of a kind, read by `reader`. Each write runs in its own unit of work. */
export const itemsOf = <Draft extends object>(
  work: UnitOfWork<Repositories>,
  kind: Kind<Draft>,
  reader: CatalogueReader<Draft>,
) =>
  inOwnUnits(work, ({ catalogue }) => catalogue(kind), {
    find: (id) => reader.find(id),
    findAll: (ids) => reader.findAll(ids),
    mergedInto: (id) => reader.mergedInto(id),
    list: (page) => reader.list(page),
    search: (query) => reader.search(query),
  });

/** All repositories of a database. @param searchBudget milliseconds, enough for a busy machine */
export const repositories = (
  knex: Knex,
  searchBudget = 60_000,
  work: UnitOfWork<Repositories> = unitOfWork(knex),
) => {
  const items = <Draft extends object>(kind: Kind<Draft>) =>
    itemsOf(work, kind, new KnexCatalogueRepository<Draft>(knex, kind, kindsUnderTest, searchBudget));
  const [users, sessions] = [new KnexUserRepository(knex, searchBudget), new KnexSessionRepository(knex)];
  return {
    work,
    users: inOwnUnits(work, (all) => all.users, {
      find: (id) => users.find(id),
      findByEmail: (email) => users.findByEmail(email),
      list: (page) => users.list(page),
      search: (text, limit) => users.search(text, limit),
      isEmpty: () => users.isEmpty(),
    }),
    sessions: inOwnUnits(work, (all) => all.sessions, {
      list: (userId, now) => sessions.list(userId, now),
      addressesOf: (userId) => sessions.addressesOf(userId),
      accountFacts: (id, now) => sessions.accountFacts(id, now),
    }),
    mails: inOwnUnits(work, (all) => all.emailJobs),
    oneTimeTokens: inOwnUnits(work, (all) => all.oneTimeTokens),
    totpFactors: inOwnUnits(work, (all) => all.totpFactors),
    recoveryCodes: inOwnUnits(work, (all) => all.recoveryCodes),
    signInChallenges: inOwnUnits(work, (all) => all.signInChallenges),
    audit: inOwnUnits(work, (all) => all.audit),
    authors: items(author),
    movies: items(movie),
    series: items(series),
  };
};
