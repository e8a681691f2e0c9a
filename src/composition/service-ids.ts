import type { ServiceIdentifier } from 'inversify';
import type { Knex } from 'knex';
import type { ReadCache } from '../core/shared/read-cache.js';
import type { AccountsModule } from './accounts-module.js';
import type { CatalogueModule } from './catalogue-module.js';
import type { HttpModule } from './http-module.js';
import type { ImportsModule } from './imports-module.js';
import type { Infrastructure } from './infrastructure.js';
import type { KeysModule } from './keys-module.js';
import type { MailModule } from './mail-module.js';
import type { OperationsModule } from './operations-module.js';
import type { SecondFactorModule } from './second-factor-module.js';
import type { SessionsModule } from './sessions-module.js';
import type { UnitsOfWork } from './units-of-work.js';

const id = <T>(name: string) => Symbol(name) as ServiceIdentifier<T>;

/** The container's ids, each with its type: a dependency of another type does not compile. */
export const ids = {
  Infrastructure: id<Infrastructure>('Infrastructure'),
  Database: id<Knex>('Database'),
  ReadCache: id<ReadCache>('ReadCache'),
  UnitsOfWork: id<UnitsOfWork>('UnitsOfWork'),
  Accounts: id<AccountsModule>('Accounts'),
  Sessions: id<SessionsModule>('Sessions'),
  Keys: id<KeysModule>('Keys'),
  Mail: id<MailModule>('Mail'),
  SecondFactor: id<SecondFactorModule>('SecondFactor'),
  Catalogue: id<CatalogueModule>('Catalogue'),
  Imports: id<ImportsModule>('Imports'),
  Operations: id<OperationsModule>('Operations'),
  Http: id<HttpModule>('Http'),
};
