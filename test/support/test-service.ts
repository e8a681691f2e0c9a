import type { Email } from '../../src/adapters/mail/email-texts.js';
import type { CacheOverrides } from '../../src/composition/cache-overrides.js';
import type { KindRow } from '../../src/composition/catalogue-kinds.js';
import { settingsForStart } from '../../src/composition/key-files.js';
import { ids } from '../../src/composition/service-ids.js';
import { type Service, startService } from '../../src/composition/start.js';
import type { Clock } from '../../src/core/shared/clock.js';
import type { Log } from '../../src/core/shared/log.js';
import { type CallOptions, type CallResult, call } from './call.js';
import { type Environment, emptyDatabase, testEnvironment } from './environment.js';
import { kindsUnderTest } from './kinds-under-test.js';
import { OpenApiCheck } from './openapi-check.js';
import { type LogLine, remembering } from './remembering-log.js';
import { everythingIn, noteSecretsIn, noteSettings, requireNoSecret, secretsUntilNow } from './secrets.js';
import type { TestDatabase } from './servers/databases.js';
import { redisUrl } from './servers/servers.js';
import { TestAccounts } from './test-accounts.js';

/** The settings that change the OpenAPI document. */
const documentSettings = [
  'AUTH__PUBLIC_READS',
  'CATALOGUE__REQUIRE_IF_MATCH',
  'COOKIES__SECURE',
  'IMPORT__MAX_BYTES',
] as const;

/** The real service with its own port and database, used through HTTP. */
export class TestService extends TestAccounts {
  private constructor(
    service: Service,
    clock: Clock,
    readonly databaseUrl: string,
    /** The lines of its log, newest last. */
    readonly log: LogLine[],
    /** The emails that it printed instead of sending, newest last. */
    readonly mails: Email[],
    private readonly since: number,
    private readonly ownDatabase: TestDatabase | undefined,
  ) {
    super(service, clock);
  }

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
    return new TestService(service, clock, databaseUrl, lines, mails, since, database);
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
    const { settings, kinds } = this.service.container.get(ids.Infrastructure);
    const names = kinds.map(({ plural }) => plural);
    const key = JSON.stringify([names, ...documentSettings.map((name) => settings[name])]);
    const check = await OpenApiCheck.of(key, `${this.url}/openapi.json`);
    check.check(method, path.split('?', 1)[0] as string, response);
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
