import type { Redis } from 'ioredis';
import type { NewSpan, Tracer } from '../../core/shared/tracer.js';

/** Returns the span of each command, by the name of its method. Arguments may contain what people search for. */
const spansOf = (scripts: readonly string[], { host, port, db = 0 }: Redis['options']) => {
  const target = {
    'db.system.name': 'redis',
    'db.namespace': String(db),
    'server.address': host,
    'server.port': port,
  };
  const spans = new Map<string | symbol, NewSpan>([
    ['ping', { name: 'PING', isCall: true, attributes: { ...target, 'db.operation.name': 'PING' } }],
  ]);
  for (const script of scripts) {
    const attributes = { ...target, 'db.operation.name': 'EVALSHA', 'db.stored_procedure.name': script };
    const span = { name: `EVALSHA ${script}`, isCall: true, attributes };
    spans.set(script, span).set(`${script}Buffer`, span);
  }
  return spans;
};

/**
 * Returns the client with a span for PING and for each of these scripts. A span lasts as long as the caller waits; the
 * client itself collects the commands of several requests and sends them together, in the context of one of them.
 */
export const traced = <Client extends Redis>(
  redis: Client,
  scripts: readonly string[],
  tracer: Tracer,
): Client => {
  const spans = spansOf(scripts, redis.options);
  return new Proxy(redis, {
    get: (client, name) => {
      const member = Reflect.get(client, name, client);
      if (typeof member !== 'function') return member;
      const span = spans.get(name);
      if (span === undefined) return member.bind(client);
      return (...args: unknown[]) =>
        tracer.span(
          () => span,
          () => member.apply(client, args),
        );
    },
  });
};
