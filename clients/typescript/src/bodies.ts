/** Requests with a stream as body. A copy would keep all of it in memory, so they are sent only once. */
const streamed = new WeakSet<Request>();

/** A request whose body may be a stream. */
export class SentRequest extends Request {
  constructor(...[input, init]: ConstructorParameters<typeof Request>) {
    const isStream = init?.body instanceof ReadableStream;
    super(input, isStream ? ({ ...init, duplex: 'half' } as RequestInit) : init);
    if (isStream) streamed.add(this);
  }
}

export const isStreamed = (request: Request): boolean => streamed.has(request);

/** Returns what to send, so that the request can be sent again. A GET has no body; a copy would only add an abort listener. */
export const copyOf = (request: Request): Request =>
  request.method === 'GET' || isStreamed(request) ? request : request.clone();

/** Returns a body as it is sent: files as they are, anything else as JSON. No route has text as JSON. */
export const serialized = (body: unknown) => (isFile(body) ? body : JSON.stringify(body));

const isFile = (body: unknown) =>
  typeof body === 'string' ||
  body instanceof Blob ||
  body instanceof ReadableStream ||
  ArrayBuffer.isView(body);
