import { expect } from 'chai';
import { emptyDatabase, testEnvironment } from '../../support/environment.js';
import { type OtlpReceiver, startOtlp } from '../../support/otlp.js';
import { redisUrl } from '../../support/servers/servers.js';
import { endLeftovers, listening, runService } from './spawned.js';

const probe = new URL('../../support/loaded-modules.mjs', import.meta.url).href;

describe('the traces of the process:', () => {
  let otlp: OtlpReceiver;
  let database: Awaited<ReturnType<typeof emptyDatabase>>;
  before(async () => {
    [otlp, database] = await Promise.all([startOtlp(), emptyDatabase()]);
  });
  after(async () => {
    await endLeftovers();
    await Promise.all([database.drop(), otlp.stop()]);
  });

  /** Runs the service for one request, and returns its log. */
  const run = async (overrides: Readonly<Record<string, string>> = {}) => {
    const settings = testEnvironment(database.url, await redisUrl(), overrides);
    const service = runService({ ...settings, NODE_OPTIONS: `--import=${probe}` });
    const response = await fetch(`${await listening(service)}/nothing`);
    const problem = (await response.json()) as { traceId?: string };
    service.child.kill('SIGTERM');
    expect(await service.exit).to.equal(0);
    return { problem, log: service.log(), stderr: service.stderr() };
  };
  const packages = (log: Record<string, unknown>[]) =>
    log.find(({ message }) => message === 'loaded')?.packages;

  it('without OTEL_EXPORTER_OTLP_ENDPOINT: load no module, and have no ids', async () => {
    const { problem, log } = await run({ OTEL_SERVICE_NAME: 'films' });
    expect(packages(log)).to.deep.equal([]);
    expect(problem).to.not.have.property('traceId');
    expect(log.filter(({ traceId }) => traceId !== undefined)).to.deep.equal([]);
  });

  it('to a receiver that rejects them: fail no request and no stop, and log one warning', async () => {
    otlp.respond = (response) => response.writeHead(401).end('the header api-key is missing');
    const { problem, log, stderr } = await run({ OTEL_EXPORTER_OTLP_ENDPOINT: otlp.url });
    expect(packages(log)).to.include.members(['@opentelemetry/api', '@opentelemetry/sdk-trace']);
    expect(problem.traceId).to.match(/^[0-9a-f]{32}$/);
    expect(log.find(({ message }) => message === 'request')?.traceId).to.equal(problem.traceId);
    expect(otlp.spans().map(({ traceId }) => traceId)).to.deep.equal([problem.traceId]);
    const warnings = log.filter(({ level }) => level !== 'info' && level !== undefined);
    expect(warnings).to.have.length(1);
    expect(warnings[0]).to.deep.include({ message: 'traces cannot be sent: they are dropped' });
    expect(warnings[0]?.error).to.deep.include({ code: 401 });
    expect(stderr).to.equal('');
  });
});
