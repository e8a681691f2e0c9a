import { AsyncLocalStorage } from 'node:async_hooks';
import { expect } from 'chai';
import { currentSpan, traceContext } from '../../../src/adapters/tracing/current-span.js';
import { openTelemetryTracer } from '../../../src/adapters/tracing/open-telemetry-tracer.js';
import { openProvider } from '../../../src/adapters/tracing/span-export.js';
import { startOtlp } from '../../support/otlp.js';
import { silentLog } from '../../support/silent-log.js';

const traceparent = (flags: string) => `00-${'a'.repeat(32)}-${'b'.repeat(16)}-${flags}`;

const settings = { headers: undefined, serviceName: 'films', resourceAttributes: undefined, version: '1' };

/** A tracer whose spans are never sent: a batch is full only after 512 of them. */
const tracerWith = (sampler: string, ratio = 1) => {
  const provider = openProvider({ ...settings, endpoint: 'http://127.0.0.1:1', sampler, ratio }, silentLog);
  return openTelemetryTracer(provider, 'films', '1');
};
const notDescribed = () => {
  throw new Error('described a span that is not recorded');
};
const isRecorded = () => currentSpan.getStore()?.span.isRecording();

describe('the tracer', () => {
  for (const [sampler, ratio, root, withSampled, withUnsampled] of [
    ['always_on', 1, true, true, true],
    ['always_off', 1, false, false, false],
    ['traceidratio', 1, true, true, true],
    ['traceidratio', 0, false, false, false],
    ['parentbased_always_on', 1, true, true, false],
    ['parentbased_always_off', 1, false, true, false],
    ['parentbased_traceidratio', 0, false, true, false],
  ] as const) {
    it(`with the sampler ${sampler} and ${ratio}: records what it says`, () => {
      const tracer = tracerWith(sampler, ratio);
      const records = (headers: object) => {
        let recorded: boolean | undefined;
        tracer.startRequest({ ...headers }).run(() => {
          recorded = isRecorded();
        });
        return recorded;
      };
      const found = [{}, { traceparent: traceparent('01') }, { traceparent: traceparent('00') }].map(records);
      expect(found).to.deep.equal([root, withSampled, withUnsampled]);
    });
  }

  it('after the end of a span: records and names nothing in what it has started', async () => {
    const tracer = tracerWith('always_on');
    let end = () => {};
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    let later: Promise<unknown> = Promise.resolve();
    const during = await tracer.trace({ name: 'started' }, async () => {
      later = ended.then(() =>
        tracer.span(
          () => ({ name: 'late' }),
          async () => [isRecorded(), traceContext()],
        ),
      );
      return [isRecorded(), traceContext()];
    });
    end();
    expect(during[0]).to.equal(true);
    expect(during[1]).to.have.property('traceId');
    expect(await later).to.deep.equal([false, {}]);
  });

  it('of a request that is not recorded: runs the work, and describes no span', async () => {
    const request = tracerWith('always_off').startRequest({});
    const result = new Promise((resolve) =>
      request.run(() => resolve(tracerWith('always_off').span(notDescribed, async () => 'done'))),
    );
    expect(await result).to.equal('done');
  });

  it('outside of a trace: runs the work, and records nothing', async () => {
    const tracer = tracerWith('always_on');
    expect(await tracer.span(notDescribed, async () => isRecorded())).to.equal(undefined);
  });

  it('that cannot send a batch: logs it outside of the request that the batch begins with', async () => {
    const otlp = await startOtlp();
    otlp.respond = (response) => response.writeHead(401).end();
    const context = new AsyncLocalStorage<string>();
    const logged: unknown[] = [];
    const log = { ...silentLog, warn: (message: string) => logged.push([message, context.getStore()]) };
    const provider = openProvider({ ...settings, endpoint: otlp.url, sampler: 'always_on', ratio: 1 }, log);
    await context.run('a request', async () => {
      openTelemetryTracer(provider, 'films', '1').startRequest({}).end('GET', {});
      await provider.forceFlush().catch(() => {});
    });
    await otlp.stop();
    expect(logged).to.deep.equal([['traces cannot be sent: they are dropped', undefined]]);
  });
});
