import 'reflect-metadata';
import { setTimeout as sleep } from 'node:timers/promises';
import { Container } from 'inversify';
import { ReadCache } from '../core/shared/read-cache.js';
import { accountsModule } from './accounts-module.js';
import { catalogueModule } from './catalogue-module.js';
import { httpModule } from './http-module.js';
import { importsModule } from './imports-module.js';
import type { Infrastructure } from './infrastructure.js';
import { keysModule } from './keys-module.js';
import { mailModule } from './mail-module.js';
import { operationsModule } from './operations-module.js';
import { secondFactorModule } from './second-factor-module.js';
import { ids } from './service-ids.js';
import { sessionsModule } from './sessions-module.js';
import { unitsOfWork } from './units-of-work.js';

const pause = (milliseconds: number) => sleep(milliseconds, undefined, { ref: false });

/** Binds each module of the service, as a singleton, to the infrastructure and the modules that it uses. */
export const createContainer = (infrastructure: Infrastructure): Container => {
  const container = new Container({ defaultScope: 'Singleton' });
  container.bind(ids.Infrastructure).toConstantValue(infrastructure);
  container.bind(ids.Database).toConstantValue(infrastructure.database);
  container
    .bind(ids.ReadCache)
    .toResolvedValue(({ cache, changes }) => new ReadCache(cache, changes, pause), [ids.Infrastructure]);
  container
    .bind(ids.UnitsOfWork)
    .toResolvedValue(
      (infra, readCache) => unitsOfWork({ ...infra, readCache }),
      [ids.Infrastructure, ids.ReadCache],
    );
  container
    .bind(ids.Accounts)
    .toResolvedValue(
      (infra, { unitOfWork }) => accountsModule({ ...infra, unitOfWork }),
      [ids.Infrastructure, ids.UnitsOfWork],
    );
  container
    .bind(ids.Sessions)
    .toResolvedValue(
      (infra, { unitOfWork }, accounts) => sessionsModule({ ...infra, unitOfWork, accounts }),
      [ids.Infrastructure, ids.UnitsOfWork, ids.Accounts],
    );
  container
    .bind(ids.Keys)
    .toResolvedValue(
      (infra, { unitOfWork }) => keysModule({ ...infra, unitOfWork }),
      [ids.Infrastructure, ids.UnitsOfWork],
    );
  container
    .bind(ids.Mail)
    .toResolvedValue(
      (infra, { unitOfWork }, accounts) => mailModule({ ...infra, unitOfWork, accounts }),
      [ids.Infrastructure, ids.UnitsOfWork, ids.Accounts],
    );
  container
    .bind(ids.SecondFactor)
    .toResolvedValue(
      (infra, { unitOfWork }, accounts, sessions, mail) =>
        secondFactorModule({ ...infra, unitOfWork, accounts, sessions, mail }),
      [ids.Infrastructure, ids.UnitsOfWork, ids.Accounts, ids.Sessions, ids.Mail],
    );
  container
    .bind(ids.Catalogue)
    .toResolvedValue(
      (infra, { lockingUnitOfWork }) => catalogueModule({ ...infra, unitOfWork: lockingUnitOfWork }),
      [ids.Infrastructure, ids.UnitsOfWork],
    );
  container
    .bind(ids.Imports)
    .toResolvedValue(
      (infra, { unitOfWork, commits }) => importsModule({ ...infra, unitOfWork, commits }),
      [ids.Infrastructure, ids.UnitsOfWork],
    );
  container
    .bind(ids.Operations)
    .toResolvedValue(
      (infra, { unitOfWork }) => operationsModule({ ...infra, unitOfWork }),
      [ids.Infrastructure, ids.UnitsOfWork],
    );
  container.bind(ids.Http).toResolvedValue(
    (infra, readCache, accounts, sessions, apiKeys, mail, secondFactor, catalogue, imports, operations) =>
      httpModule({
        ...infra,
        readCache,
        accounts,
        sessions,
        apiKeys,
        mail,
        secondFactor,
        catalogue,
        imports,
        operations,
      }),
    [
      ids.Infrastructure,
      ids.ReadCache,
      ids.Accounts,
      ids.Sessions,
      ids.Keys,
      ids.Mail,
      ids.SecondFactor,
      ids.Catalogue,
      ids.Imports,
      ids.Operations,
    ],
  );
  return container;
};
