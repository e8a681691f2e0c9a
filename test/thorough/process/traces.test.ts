import { expect } from 'chai';
import { endLeftovers, listening, runService } from '../../e2e/process/spawned.js';
import { eventually } from '../../integration/contracts/fixtures.js';
import { emptyDatabase, testEnvironment } from '../../support/environment.js';
import { freePort } from '../../support/free-port.js';
import { startOtlp } from '../../support/otlp.js';
import { redisUrl } from '../../support/servers/servers.js';

describe('a process that sends traces:', () => {
  let database: Awaited<ReturnType<typeof emptyDatabase>>;
  before(async () => {
    database = await emptyDatabase();
  });
  after(() => database.drop());
  afterEach(endLeftovers);
  const start = async (endpoint: string) => {
    const settings = { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint };
    const service = runService(testEnvironment(database.url, await redisUrl(), settings));
    const url = await listening(service);
    const read = async () => {
      const response = await fetch(`${url}/api/v1/authors`);
      await response.text();
      return response.status;
    };
    return { service, read };
  };

  it('to a receiver that never responds: serves requests, drops spans, and stops', async () => {
    const otlp = await startOtlp();
    otlp.respond = () => {};
    const { service, read } = await start(otlp.url);
    // More spans than the queue holds.
    for (let i = 0; i < 60; i += 1)
      expect(await Promise.all(Array.from({ length: 20 }, read))).to.deep.equal(Array(20).fill(200));
    await eventually(() => otlp.requests.length > 0, 'a batch was sent');
    service.child.kill('SIGTERM');
    expect(await service.exit).to.equal(0);
    expect(service.stderr()).to.equal('');
    await otlp.stop();
  });

  it('to an endpoint that is unreachable for a while: warns once, and sends again', async () => {
    const port = await freePort();
    const { service, read } = await start(`http://127.0.0.1:${port}`);
    const logged = (message: string) => service.log().filter((line) => line.message === message);
    expect(await read()).to.equal(200);
    const lost = 'traces cannot be sent: they are dropped';
    const [warning] = await service.until(() => (logged(lost).length > 0 ? logged(lost) : undefined));
    expect(warning?.error).to.deep.include({ code: 'ECONNREFUSED' });
    const otlp = await startOtlp(port);
    const reads = setInterval(read, 500);
    await service.until(() => (logged('traces are sent again').length > 0 ? true : undefined));
    clearInterval(reads);
    expect(otlp.spans().map(({ name }) => name)).to.include('GET /api/v1/authors');
    expect(logged(lost)).to.have.length(1);
    service.child.kill('SIGTERM');
    expect(await service.exit).to.equal(0);
    await otlp.stop();
  });
});
