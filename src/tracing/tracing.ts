export type SpanAttributes = Record<string, string | number>;

/** A span in progress. Attributes contain no ID of a user or meeting, and no value of a request. */
export interface TracedSpan {
  /** W3C Trace Context header of this span. */
  readonly traceparent: string;
  readonly traceId: string;
  setName(name: string): void;
  set(attributes: SpanAttributes): void;
  /** Marks the span as failed. */
  fail(reason: string): void;
  end(): void;
}

/** Creates spans. Undefined instead of this means that tracing is off. */
export interface Tracing {
  /**
   * Starts the span of an incoming request and runs `next` in it.
   * @param parent `traceparent` of the caller
   */
  startRequest(parent: string | undefined, next: (span: TracedSpan) => void): void;
  /** Runs a job in a new trace. */
  runJob(job: string, work: () => Promise<void>): Promise<void>;
  /** Runs a call to another system in a span of the current trace. */
  runCall<Result>(
    name: string,
    attributes: SpanAttributes,
    work: (span: TracedSpan) => Promise<Result>,
  ): Promise<Result>;
  /** Starts the span of a statement, if there is a current trace. */
  startQuery(text: string): { end(error: unknown): void } | undefined;
  /** Sends the spans that have not been sent yet. */
  close(): Promise<void>;
}
