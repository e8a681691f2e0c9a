import { AsyncLocalStorage } from 'node:async_hooks';
import type { Context, Span } from '@opentelemetry/api';

export interface CurrentSpan {
  readonly traceId: string;
  readonly span: Span;
  /** Contains the span, for its children. */
  readonly context: Context;
  /** Timers that it started keep it as the current one after its end. */
  hasEnded: boolean;
}

export const currentSpan = new AsyncLocalStorage<CurrentSpan>();

/** The log fields of the current trace; empty outside of a trace. */
export const traceContext = (): { readonly traceId?: string } => {
  const current = currentSpan.getStore();
  return current === undefined || current.hasEnded ? {} : { traceId: current.traceId };
};
