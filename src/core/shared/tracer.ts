/** What is known of a span, by the names of the field. No value is a secret. Undefined ones are left out. */
export type SpanAttributes = Readonly<Record<string, string | number | undefined>>;

export interface NewSpan {
  /** Of a small set of names, without ids. */
  readonly name: string;
  /** Whether another program does the work. */
  readonly isCall?: boolean;
  readonly attributes?: SpanAttributes;
}

/** The span of a request, which does not end with a promise. */
export interface RequestSpan {
  readonly traceId: string;
  /** Calls `work`. What it does, and what follows from it, belongs to the request. */
  run(work: () => void): void;
  /** @param error a short code, if the service failed */
  end(name: string, attributes: SpanAttributes, error?: string): void;
}

/** Records traces: what ran, as part of what, and for how long. */
export interface Tracer {
  /** Starts the span of a request. Valid headers of W3C Trace Context make it part of the client's trace. */
  startRequest(headers: Readonly<Record<string, unknown>>): RequestSpan;
  /** Runs `work` as a trace of its own. If it throws, the span has the code or the name of the error, and no message. */
  trace<T>(span: NewSpan, work: () => Promise<T>): Promise<T>;
  /**
   * Runs `work` as a part of what runs now. Outside of a trace, and after its end, nothing is recorded.
   * @param span called only if it is recorded
   */
  span<T>(span: () => NewSpan, work: () => Promise<T>): Promise<T>;
}
