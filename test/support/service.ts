import { randomUUID } from 'node:crypto';
import type { Email } from '../../src/adapters/mail/email-texts.js';
import type { CacheOverrides } from '../../src/composition/cache-overrides.js';
import type { KindRow } from '../../src/composition/catalogue-kinds.js';
import { settingsForStart } from '../../src/composition/key-files.js';
import { ids } from '../../src/composition/service-ids.js';
import { type Service, startService } from '../../src/composition/start.js';
import type { Account, User } from '../../src/core/identity/user.js';
import type { Clock } from '../../src/core/shared/clock.js';
import type { Log } from '../../src/core/shared/log.js';
import { eventually } from '../integration/contracts/fixtures.js';
import { atEnd } from './at-end.js';
import { type CallOptions, type CallResult, call } from './call.js';
import { type Environment, emptyDatabase, testEnvironment } from './environment.js';
import { kindsUnderTest } from './kinds-under-test.js';
import { OpenApiCheck } from './openapi-check.js';
import { type LogLine, remembering } from './remembering-log.js';
import { everythingIn, noteSecretsIn, noteSettings, requireNoSecret, secretsUntilNow } from './secrets.js';
import type { TestDatabase } from './servers/databases.js';
import { redisUrl } from './servers/servers.js';

export type { CallOptions, CallResult };

let made = 0;
const day = 86_400_000;

/** A session and its tokens. */
export interface SignedIn {
  readonly sessionId: string;
  readonly token: string;
  readonly refreshToken: string;
}

/** The real service with its own port and database, used through HTTP. */
export class TestService {
  #check: OpenApiCheck | undefined;

  private constructor(
    readonly service: Service,
    readonly databaseUrl: string,
    /** The lines of its log, newest last. */
    readonly log: LogLine[],
    /** The emails that it printed instead of sending, newest last. */
    readonly mails: Email[],
    private readonly since: number,
    private readonly ownDatabase: TestDatabase | undefined,
    private readonly clock: Clock,
  ) {}

  /**
   * @param options.databaseUrl shares the database of another instance
   * @param options.mails receives the emails: instances on one database send each other's emails
   */
  static async start(
    overrides: Environment = {},
    options: {
      databaseUrl?: string;
      mails?: Email[];
      kinds?: readonly KindRow[];
      log?: Log;
      clock?: Clock;
      searchBudget?: number;
      cacheOverrides?: CacheOverrides;
    } = {},
  ): Promise<TestService> {
    const database = options.databaseUrl === undefined ? await emptyDatabase() : undefined;
    const databaseUrl = options.databaseUrl ?? (database?.url as string);
    const lines: LogLine[] = [];
    const mails = options.mails ?? [];
    const since = secretsUntilNow();
    const environment = testEnvironment(databaseUrl, await redisUrl(), overrides);
    noteSettings(environment);
    const settings = settingsForStart(environment);
    const service = await startService(settings, {
      log: options.log ?? remembering(lines),
      kinds: options.kinds ?? kindsUnderTest,
      ...(options.clock && { clock: options.clock }),
      ...(options.cacheOverrides && { cacheOverrides: options.cacheOverrides }),
      // A busy machine must not cause incomplete results.
      searchBudget: options.searchBudget ?? 60_000,
      printMail: (mail) => {
        mails.push(mail);
        noteSecretsIn(mail.text);
      },
    });
    const clock = options.clock ?? { now: () => new Date() };
    return new TestService(service, databaseUrl, lines, mails, since, database, clock);
  }

  get url() {
    return this.service.url;
  }

  /**
   * @param databaseIsGone whether the database cannot be searched for secrets
   * @throws Error if its log or database contains a password or a token
   */
  async stop({ databaseIsGone = false } = {}) {
    const knex = this.service.container.get(ids.Database);
    const everything = () => everythingIn((sql) => knex.raw(sql));
    // Its own database is searched when it is dropped.
    const stored = databaseIsGone || this.ownDatabase ? '' : everything;
    const [database] = await Promise.allSettled([requireNoSecret('the database', stored, this.since)]);
    await this.service.stop();
    try {
      if (database.status === 'rejected') throw database.reason;
      await requireNoSecret('the log', JSON.stringify(this.log), this.since);
    } finally {
      await this.ownDatabase?.drop();
    }
  }

  /**
   * Empties the log and the emails for the next user of a shared service.
   * @throws Error if the log contains a password or a token
   */
  async forget() {
    const log = JSON.stringify(this.log.splice(0));
    this.mails.splice(0);
    await requireNoSecret('the log', log, this.since);
  }

  /** Sends a request, and checks the response against the OpenAPI document. */
  async call(method: string, path: string, options?: CallOptions): Promise<CallResult> {
    const result = await call(this.url, method, path, options);
    await this.checkResponse(method, path, result);
    return result;
  }

  async checkResponse(
    method: string,
    path: string,
    response: { status: number; headers: Headers; text: string },
  ) {
    this.#check ??= OpenApiCheck.of(await (await fetch(`${this.url}/openapi.json`)).text());
    this.#check.check(method, path.split('?', 1)[0] as string, response);
  }

  /** The first session of each account that `user()` created. */
  readonly #signedIn = new Map<number, SignedIn>();

  /** Creates an account and a session, not by HTTP. No password matches its hash. */
  async user(overrides: Partial<Account> = {}): Promise<User> {
    made += 1;
    const account: Account = {
      email: `person-${made}@example.com`,
      visibleName: `Person ${made}`,
      role: 'user',
      active: true,
      emailVerified: false,
      passwordHash:
        '$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IGtub3dzIGl0Lg$Tm8gcGFzc3dvcmQgaGFzIHRoaXMgZm9yIGEgaGFzaC4',
      tokenVersion: 1,
      ...overrides,
    };
    const { unitOfWork } = this.service.container.get(ids.UnitsOfWork);
    const user = await unitOfWork.runStep(({ users }) => users.add(account));
    this.#signedIn.set(user.id, await this.signIn(user));
    return user;
  }

  /** Creates a session of the user without a login. Returns the tokens that a login would return. */
  async signIn(user: User): Promise<SignedIn> {
    const { refreshTokens } = this.service.container.get(ids.Sessions);
    const { unitOfWork } = this.service.container.get(ids.UnitsOfWork);
    const [sessionId, refreshToken, now] = [randomUUID(), refreshTokens.first(), this.clock.now()];
    const expiresAt = new Date(now.getTime() + 7 * day).toISOString();
    const times = { createdAt: now.toISOString(), lastUsedAt: now.toISOString(), expiresAt };
    const session = { id: sessionId, userId: user.id, ...times, ip: null, userAgent: null };
    await unitOfWork.runStep(({ sessions }) =>
      sessions.add(session, refreshTokens.hash(refreshToken), refreshTokens.family(refreshToken)),
    );
    return { sessionId, token: this.tokenOf(user, sessionId), refreshToken };
  }

  /** Returns the session that `user()` created for the account. */
  signedIn({ id }: { readonly id: number }): SignedIn {
    const signedIn = this.#signedIn.get(id);
    if (signedIn === undefined) throw new Error(`the account ${id} was not made by user()`);
    return signedIn;
  }

  /** Returns an access token of the user, for their first session. It expires after its lifetime, or at `end`. */
  tokenOf(
    { id, role, tokenVersion }: User,
    sessionId = this.signedIn({ id }).sessionId,
    end = new Date(this.clock.now().getTime() + day),
  ): string {
    const claims = { userId: id, sessionId, role, tokenVersion };
    return this.service.container.get(ids.Sessions).accessTokens.issue(claims, end).token;
  }

  /** Returns an access token of a new account with this role. */
  async tokenAs(role: Account['role']): Promise<string> {
    return this.tokenOf(await this.user({ role }));
  }

  /** Creates an item as a moderator, and returns it. */
  async create(plural: string, draft: object): Promise<CallResult['body']> {
    const { status, body, text } = await this.call('POST', `/api/v1/${plural}`, {
      token: await this.tokenAs('moderator'),
      body: draft,
    });
    if (status !== 201) throw new Error(`could not create: ${text}`);
    return body;
  }

  author(overrides: object = {}) {
    return this.create('authors', { name: 'Agnès Varda', ...overrides });
  }

  movie(overrides: object = {}) {
    return this.create('movies', { title: 'Cléo from 5 to 7', ...overrides });
  }

  series(overrides: object = {}) {
    return this.create('series', { title: 'Borgen', ...overrides });
  }
}

interface SharedService {
  readonly service: Promise<TestService>;
  /** A second instance on the same database; undefined until a describe block needs it. */
  second?: Promise<TestService>;
  /** Number of describe blocks that use it now. */
  users: number;
}
/** The services that the files of this process share, by settings; the least recently used first. */
const shared = new Map<string, SharedService>();
/** Each polls its database, so only a few are kept. */
const maxShared = 6;
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
