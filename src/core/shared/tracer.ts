/** The attributes of a span, by the names of OpenTelemetry. No value is a secret. Undefined values are left out. */
export type SpanAttributes = Readonly<Record<string, string | number | undefined>>;

export interface NewSpan {
  /** One of a small set of names, so it has no ids in it. */
  readonly name: string;
  /** Whether another program does the work, such as the database (a span of kind `client`). */
  readonly isCall?: boolean;
  readonly attributes?: SpanAttributes;
}

/** The span of a request, which the caller ends. */
export interface RequestSpan {
  readonly traceId: string;
  /** Calls `work`. Spans that it starts, also asynchronously, become children of this one. */
  run(work: () => void): void;
  /** @param error a short code, if the service failed */
  end(name: string, attributes: SpanAttributes, error?: string): void;
}

/** Records traces. */
export interface Tracer {
  /** Starts the span of a request. Valid headers of W3C Trace Context make it part of the client's trace. */
  startRequest(headers: Readonly<Record<string, unknown>>): RequestSpan;
  /** Runs `work` as a trace of its own. If it throws, the span has the code or the name of the error, and no message. */
  trace<T>(span: NewSpan, work: () => Promise<T>): Promise<T>;
  /**
   * Runs `work` in a child of the current span. Outside of a trace, or after its end, records nothing.
   * @param span called only if the span is recorded
   */
  span<T>(span: () => NewSpan, work: () => Promise<T>): Promise<T>;
}
