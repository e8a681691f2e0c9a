import { randomBytes, randomUUID } from 'node:crypto';
import { PassThrough } from 'node:stream';
import { expect } from 'chai';
import { createLog } from '../../../src/composition/create-log.js';
import { ids } from '../../../src/composition/service-ids.js';
import { serviceId } from '../../../src/core/shared/service-name.js';
import { eventually } from '../../integration/contracts/fixtures.js';
import { type OtlpReceiver, type ReceivedSpan, startOtlp } from '../../support/otlp.js';
import { requireNoSecret, secretsUntilNow } from '../../support/secrets.js';
import { type CallResult, TestService } from '../../support/service.js';
import { startSmtp } from '../../support/smtp.js';
import { forgot } from '../identity/emails.js';
import { logIn } from '../identity/people.js';
import { Importer, movieLines } from '../import/importing.js';

/** A traceparent of W3C Trace Context, and its ids. */
const parent = (flags = '01') => {
  const [traceId, spanId] = [randomBytes(16).toString('hex'), randomBytes(8).toString('hex')];
  return { traceId, spanId, traceparent: `00-${traceId}-${spanId}-${flags}` };
};

describe('the traces:', () => {
  const since = secretsUntilNow();
  const [ofRead, ofLogin, unsampled] = [parent(), parent(), parent('00')];
  const word = randomUUID();
  let otlp: OtlpReceiver;
  let log: Record<string, unknown>[];
  let problems: Record<'notFound' | 'login' | 'invalid' | 'unsampled' | 'conflict' | 'failed', CallResult>;
  let movieId: number;
  let databaseName: string;
  /** The spans with this id or name. */
  const spansOf = (which: string) =>
    otlp.spans().filter(({ traceId, name }) => traceId === which || name === which);
  const rootOf = (spans: readonly ReceivedSpan[]) => {
    const known = new Set(spans.map(({ spanId }) => spanId));
    const roots = spans.filter(({ parentSpanId }) => parentSpanId === undefined || !known.has(parentSpanId));
    expect(roots).to.have.length(1);
    return roots[0] as ReceivedSpan;
  };

  before(async () => {
    otlp = await startOtlp();
    const smtp = await startSmtp();
    const output = new PassThrough();
    const service = await TestService.start(
      {
        OTEL_EXPORTER_OTLP_ENDPOINT: `${otlp.url}/`,
        OTEL_EXPORTER_OTLP_HEADERS: 'api-key=for%20the%20receiver',
        OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
        SMTP__URL: smtp.url,
        MAIL__FROM: 'films@example.com',
      },
      { log: createLog({ LOG__LEVEL: 'info', LOG__FORMAT: 'json' }, output) },
    );
    const { container } = service.service;
    await eventually(() => container.get(ids.Infrastructure).cache.available(), 'Redis was reachable');
    databaseName = new URL(service.databaseUrl).pathname.slice(1);
    const get = (path: string, traceparent?: string) =>
      service.call('GET', path, { headers: traceparent === undefined ? {} : { traceparent } });
    movieId = (await service.movie()).id;
    const user = await service.user();
    await get(`/api/v1/movies/${movieId}`, ofRead.traceparent);
    await get(`/api/v1/movies/${service.tokenOf(user)}`);
    await get(`/api/v1/search?q=${word}`);
    await service.author({ sourceId: word });
    problems = {
      notFound: await get(`/nothing/${word}`),
      login: await service.call('POST', '/api/v1/auth/login', {
        headers: { traceparent: ofLogin.traceparent },
        body: { email: user.email, password: 'the password of nobody' },
      }),
      invalid: await get('/nothing', `00-${'0'.repeat(32)}-${ofRead.spanId}-01`),
      unsampled: await get('/nothing', unsampled.traceparent),
      conflict: await service.call('POST', '/api/v1/authors', {
        token: await service.tokenAs('moderator'),
        body: { name: 'Agnès Varda', sourceId: word },
      }),
      failed: await container
        .get(ids.Database)
        .schema.renameTable('users', 'lost')
        .then(() => logIn(service, user.email)),
    };
    await container.get(ids.Database).schema.renameTable('lost', 'users');
    await forgot(service, user.email);
    const importer = await Importer.of(service);
    const { id } = await importer.dryRun('movies.ndjson', movieLines(3).text);
    await importer.start(id);
    await smtp.emailTo(user.email);
    await service.stop();
    await smtp.stop();
    log = output
      .read()
      .toString()
      .trim()
      .split('\n')
      .map((line: string) => JSON.parse(line));
  });
  after(() => otlp.stop());

  it('are sent as OTLP, with the headers, the resource and the last spans before the stop', () => {
    expect(new Set(otlp.requests)).to.deep.equal(new Set(['/v1/traces application/json for the receiver']));
    expect(otlp.resource()).to.include({
      'service.name': serviceId,
      'deployment.environment.name': 'test',
    });
    expect(otlp.resource()).to.have.property('service.version');
  });

  it('of a read: continue the trace of traceparent, with its statements and its Redis commands', () => {
    const spans = spansOf(ofRead.traceId);
    const request = rootOf(spans);
    expect(request).to.deep.include({
      name: 'GET /api/v1/movies/{id}',
      kind: 'server',
      parentSpanId: ofRead.spanId,
      hasFailed: false,
      attributes: {
        'http.request.method': 'GET',
        'http.route': '/api/v1/movies/{id}',
        'url.path': `/api/v1/movies/${movieId}`,
        'http.response.status_code': 200,
      },
    });
    const calls = spans.filter(({ parentSpanId }) => parentSpanId === request.spanId);
    expect(calls.map(({ name, kind }) => `${kind} ${name}`)).to.include.members([
      'client EVALSHA look',
      `client SELECT ${databaseName}`,
      'client EVALSHA keep',
    ]);
    const [statement] = calls.filter(({ name }) => name.startsWith('SELECT'));
    expect(statement?.attributes).to.include({
      'db.system.name': 'postgresql',
      'db.namespace': databaseName,
    });
    expect(statement?.attributes['db.query.text']).to.match(/from "movies".*= \$1/);
    expect(calls.find(({ name }) => name.startsWith('EVALSHA'))?.attributes).to.include({
      'db.system.name': 'redis',
      'db.stored_procedure.name': 'look',
    });
  });

  it('of an invalid traceparent: are new ones. Of one that is not sampled: are not sent, but named', () => {
    const { invalid, unsampled: notSent } = problems;
    expect(rootOf(spansOf(invalid.body.traceId)).parentSpanId).to.equal(undefined);
    expect(notSent.body.traceId).to.equal(unsampled.traceId);
    expect(spansOf(unsampled.traceId)).to.deep.equal([]);
  });

  it('are named in problems and in the lines of the log', () => {
    const { login, notFound } = problems;
    expect(login.body.traceId).to.equal(ofLogin.traceId);
    const lines = log.filter(({ traceId }) => traceId === ofLogin.traceId);
    expect(lines).to.have.length(1);
    expect(lines[0]).to.deep.include({ requestId: login.body.requestId, status: 401 });
    expect(rootOf(spansOf(notFound.body.traceId)).name).to.equal('GET');
    const outside = log.filter(({ message }) => message !== 'request' && message !== 'a request failed');
    expect(outside.filter(({ traceId }) => traceId !== undefined)).to.deep.equal([]);
  });

  it('of failures: have the code of the error and no message', () => {
    const { conflict, failed } = problems;
    const rejected = spansOf(conflict.body.traceId);
    expect(rootOf(rejected)).to.deep.include({ hasFailed: false });
    const insert = rejected.find(({ hasFailed }) => hasFailed);
    expect(insert?.attributes).to.include({ 'db.operation.name': 'INSERT', 'error.type': '23505' });
    const { hasFailed, attributes } = rootOf(spansOf(failed.body.traceId));
    expect([failed.status, hasFailed, attributes['error.type']]).to.deep.equal([500, true, 'internal']);
  });

  for (const [name, ...parts] of [
    ['send email', 'SMTP', 'BEGIN;', 'SELECT'],
    ['import batch', 'BEGIN;', 'INSERT'],
  ] as const) {
    it(`of “${name}”: are traces of their own, with what is called`, () => {
      const [root] = spansOf(name).slice(-1);
      const spans = spansOf(root?.traceId ?? '');
      expect(rootOf(spans)).to.deep.equal(root);
      const called = spans.filter(({ kind }) => kind === 'client').map(({ name }) => name.split(' ')[0]);
      expect(called).to.include.members(parts.map((part) => part.replace(';', '')));
    });
  }

  it('ASVS 16.2.5 contain no password, token, query or search word', async () => {
    const sent = otlp.bodies.join('\n');
    await requireNoSecret('the spans', sent, since);
    expect(sent).to.not.include(word).and.not.include('@example.com');
  });
});
