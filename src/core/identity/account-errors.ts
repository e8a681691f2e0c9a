import { DomainError } from '../shared/errors.js';

/** @throws DomainError `not-found` */
export const noSuchUser = (id: number): never => {
  throw new DomainError('not-found', `There is no user ${id}.`);
};

/** For a caller whose account was removed after the request was authenticated. @throws DomainError `session-ended` */
export const accountRemoved = (): never => {
  throw new DomainError('session-ended', 'This account no longer exists.');
};

/** @throws DomainError `session-ended` */
export const sessionEnded = (): never => {
  throw new DomainError('session-ended', 'This session has ended: log in again.');
};
