import type { Express } from 'express';
import type { ServiceIdentifier } from 'inversify';
import type { Knex } from 'knex';
import type { Keys } from '../adapters/crypto/signing-keys.js';
import type { Cursors } from '../adapters/http/cursor.js';
import type { Health } from '../adapters/http/health-routes.js';
import type { AuthServices } from '../adapters/http/identity/auth-routes.js';
import type { OwnDataServices } from '../adapters/http/identity/own-data-routes.js';
import type { RecoveryServices } from '../adapters/http/identity/recovery-routes.js';
import type { AnyRoute } from '../adapters/http/route.js';
import type { CatalogueSnapshots, GenreCounts } from '../core/catalogue/catalogue-ports.js';
import type { Authenticate } from '../core/identity/authenticate.js';
import type { EmailLimit } from '../core/identity/email-limit.js';
import type {
  AccessTokens,
  Freshness,
  PasswordHasher,
  RefreshTokens,
  SessionReader,
  UserReader,
} from '../core/identity/identity-ports.js';
import type { InviteUser } from '../core/identity/invite-user.js';
import type { LogIn } from '../core/identity/log-in.js';
import type { Mailer, OneTimeTokenReader } from '../core/identity/mail-ports.js';
import type { ManageSessions } from '../core/identity/manage-sessions.js';
import type { ManageUsers } from '../core/identity/manage-users.js';
import type { OwnAccount } from '../core/identity/own-account.js';
import type { PasswordGuesses } from '../core/identity/password-guesses.js';
import type { PasswordPolicy } from '../core/identity/password-policy.js';
import type { PermissionTable } from '../core/identity/permissions.js';
import type { PersonalData } from '../core/identity/personal-data.js';
import type { RefreshSession } from '../core/identity/refresh-session.js';
import type { RegisterUser } from '../core/identity/register-user.js';
import type { Revocations } from '../core/identity/revocations.js';
import type { SendLetters } from '../core/identity/send-letters.js';
import type { Repositories } from '../core/repositories.js';
import type { AuditReader } from '../core/shared/audit.js';
import type { Cache } from '../core/shared/cache.js';
import type { CommitListener } from '../core/shared/changes.js';
import type { Clock } from '../core/shared/clock.js';
import type { Limiter } from '../core/shared/limits.js';
import type { Log } from '../core/shared/log.js';
import type { ReadCache } from '../core/shared/read-cache.js';
import type { UnitOfWork } from '../core/shared/unit-of-work.js';
import type { Catalogue } from './catalogue-kinds.js';
import type { Settings } from './settings.js';

const id = <T>(name: string) => Symbol(name) as ServiceIdentifier<T>;

/** What the container knows, each under its type: a dependency of another type does not compile. */
export const ids = {
  Settings: id<Settings>('Settings'),
  Log: id<Log>('Log'),
  Clock: id<Clock>('Clock'),
  Keys: id<Keys>('Keys'),
  Database: id<Knex>('Database'),
  Cache: id<Cache>('Cache'),
  ReadCache: id<ReadCache>('ReadCache'),
  Limiter: id<Limiter>('Limiter'),
  Catalogue: id<Catalogue>('Catalogue'),
  CatalogueSnapshots: id<CatalogueSnapshots>('CatalogueSnapshots'),
  Cursors: id<Cursors>('Cursors'),
  GenreCounts: id<GenreCounts>('GenreCounts'),
  Revocations: id<Revocations>('Revocations'),
  Freshness: id<Freshness>('Freshness'),
  UserRepository: id<UserReader>('UserRepository'),
  SessionRepository: id<SessionReader>('SessionRepository'),
  OneTimeTokenRepository: id<OneTimeTokenReader>('OneTimeTokenRepository'),
  Mailer: id<Mailer>('Mailer'),
  UnitOfWork: id<UnitOfWork<Repositories>>('UnitOfWork'),
  CommitListener: id<CommitListener>('CommitListener'),
  AuditReader: id<AuditReader>('AuditReader'),
  PersonalData: id<PersonalData>('PersonalData'),
  PasswordHasher: id<PasswordHasher>('PasswordHasher'),
  AccessTokens: id<AccessTokens>('AccessTokens'),
  RefreshTokens: id<RefreshTokens>('RefreshTokens'),
  PermissionTable: id<PermissionTable>('PermissionTable'),
  PasswordPolicy: id<PasswordPolicy>('PasswordPolicy'),
  PasswordGuesses: id<PasswordGuesses>('PasswordGuesses'),
  RegisterUser: id<RegisterUser>('RegisterUser'),
  LogIn: id<LogIn>('LogIn'),
  RefreshSession: id<RefreshSession>('RefreshSession'),
  ManageSessions: id<ManageSessions>('ManageSessions'),
  Authenticate: id<Authenticate>('Authenticate'),
  OwnAccount: id<OwnAccount>('OwnAccount'),
  ManageUsers: id<ManageUsers>('ManageUsers'),
  OwnDataServices: id<OwnDataServices>('OwnDataServices'),
  InviteUser: id<InviteUser>('InviteUser'),
  EmailLimit: id<EmailLimit>('EmailLimit'),
  SendLetters: id<SendLetters>('SendLetters'),
  RecoveryServices: id<RecoveryServices>('RecoveryServices'),
  AuthServices: id<AuthServices>('AuthServices'),
  Health: id<Health>('Health'),
  Lifecycle: id<{ readonly isStopping: boolean }>('Lifecycle'),
  Routes: id<readonly AnyRoute[]>('Routes'),
  App: id<Express>('App'),
};
