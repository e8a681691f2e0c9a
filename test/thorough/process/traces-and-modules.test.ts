import { expect } from 'chai';
import { endLeftovers, listening, runService } from '../../e2e/process/spawned.js';
import { emptyDatabase, testEnvironment } from '../../support/environment.js';
import { type OtlpReceiver, startOtlp } from '../../support/otlp.js';
import { redisUrl } from '../../support/servers/servers.js';

const probe = new URL('../../support/loaded-modules.mjs', import.meta.url).href;

describe('the traces of the process:', () => {
  type Run = Readonly<{ problem: { traceId?: string }; log: Record<string, unknown>[]; stderr: string }>;
  let otlp: OtlpReceiver;
  let without: Run;
  let rejected: Run;
  before(async () => {
    otlp = await startOtlp();
    otlp.respond = (response) => response.writeHead(401).end('the header api-key is missing');
    const database = await emptyDatabase();
    const redis = await redisUrl();
    /** Runs the service for one request. */
    const run = async (overrides: Readonly<Record<string, string>>): Promise<Run> => {
      const settings = testEnvironment(database.url, redis, overrides);
      const service = runService({ ...settings, NODE_OPTIONS: `--import=${probe}` });
      const response = await fetch(`${await listening(service)}/nothing`);
      const problem = (await response.json()) as Run['problem'];
      service.child.kill('SIGTERM');
      expect(await service.exit).to.equal(0);
      return { problem, log: service.log(), stderr: service.stderr() };
    };
    [without, rejected] = await Promise.all([
      run({ OTEL_SERVICE_NAME: 'films' }),
      run({ OTEL_EXPORTER_OTLP_ENDPOINT: otlp.url }),
    ]);
    await endLeftovers();
    await database.drop();
  });
  after(() => otlp.stop());

  const packages = (log: Record<string, unknown>[]) =>
    log.find(({ message }) => message === 'loaded')?.packages;

  it('without OTEL_EXPORTER_OTLP_ENDPOINT: load no module, and have no ids', () => {
    const { problem, log } = without;
    expect(packages(log)).to.deep.equal([]);
    expect(problem).to.not.have.property('traceId');
    expect(log.filter(({ traceId }) => traceId !== undefined)).to.deep.equal([]);
  });

  it('to a receiver that rejects them: fail no request and no stop, and log one warning', () => {
    const { problem, log, stderr } = rejected;
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
