import type { Knex } from 'knex';
import type { Change } from '../../../src/core/shared/changes.js';
import { noInvalidation, repositories, unitOfWork } from '../../support/repositories.js';
import { sessionAuthenticationContract } from './session-authentication.js';
import { sessionRepositoryContract } from './session-repository.js';
import { sessionRotationContract } from './session-rotations.js';
import type { SessionsUnderTest } from './sessions-under-test.js';

export const sessionContracts = (name: string, opened: () => SessionsUnderTest) => {
  sessionRepositoryContract(name, opened);
  sessionAuthenticationContract(name, opened);
  sessionRotationContract(name, opened);
};

/** The repositories of a database. */
export const sessionsOver = (knex: Knex, onCommitted: (changes: readonly Change[]) => void = () => {}) => ({
  ...repositories(knex, undefined, unitOfWork(knex, { ...noInvalidation, committed: onCommitted })),
  supersedeEarlier: (hash: string, milliseconds: number) =>
    knex('refresh_tokens')
      .where({ hash })
      .update({ superseded_at: knex.raw("superseded_at - ? * interval '1 millisecond'", [milliseconds]) }),
});
