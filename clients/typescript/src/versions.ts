import { type Problem, ProblemError, problemIn } from './problems.js';
import type { Send } from './retries.js';

/** A version of an item, and the ETag that the service gave it. */
export interface Version {
  readonly etag: string;
  readonly data: unknown;
}

/** 412 `precondition-failed`: someone else has changed or removed the item since it was read. */
export class ConflictError extends ProblemError {
  override name = 'ConflictError';

  constructor(
    response: Response,
    problem: Problem | undefined,
    /** The version that the change was meant for; undefined if this client has not read it, or not lately. */
    readonly expected: Version | undefined,
    /**
     * The version that is stored now; undefined if the item was removed. After a change that was repeated, because its
     * response was lost, it can be the client's own.
     */
    readonly current: Version | undefined,
  ) {
    super(response, problem);
  }
}

interface Stored {
  readonly etag: string;
  readonly text: string;
  /** Whether a later read may be answered from it: never for data of an account. */
  readonly isReusable: boolean;
}

const changing = ['PUT', 'PATCH', 'DELETE'];
/** A form that was opened before its item was read again is sent with the ETag of an older version. */
const versionsPerItem = 3;
const version = ({ etag, text }: Stored): Version => ({ etag, data: JSON.parse(text) });

/** The URL of the item that a POST has created, whose ETag and body the response has. */
const createdUrl = ({ method, url }: Request, { status, headers }: Response): string | undefined => {
  const location = method === 'POST' && status === 201 && headers.get('Location');
  return location ? new URL(location, url).href : undefined;
};

/** Remembers the items that were read, created or changed last, with their ETags. */
export class Versions {
  /** The versions of each URL, the newest first. The least recently used URL is the first. */
  readonly #stored = new Map<string, readonly Stored[]>();

  /** @param maxItems the number of items to remember */
  constructor(private readonly maxItems: number) {}

  forget = (): void => this.#stored.clear();

  /**
   * Sends a request with the remembered ETag of its URL, unless it has its own: as If-None-Match to read only what has
   * changed, as If-Match to change only what was read or created.
   * @throws ConflictError
   */
  sending =
    (send: Send): Send =>
    async (request) => {
      const { url, method, headers } = request;
      const isRead = method === 'GET';
      const isChange = changing.includes(method);
      const authorization = headers.get('Authorization');
      const [known] = this.#get(url);
      const isReuse = isRead && known?.isReusable && !headers.has('If-None-Match');
      if (isReuse) headers.set('If-None-Match', known.etag);
      if (isChange && known && !headers.has('If-Match')) headers.set('If-Match', known.etag);

      const response = await send(request);
      if (isReuse && response.status === 304) return repeated(response, known);
      if (isChange && response.status === 412) return this.#conflict(send, request, response, authorization);
      if ((isRead || isChange) && response.ok) await this.#remember(url, response);
      const created = createdUrl(request, response);
      // A repeated POST can return a version that is older than the remembered one.
      if (created && !this.#stored.has(created)) await this.#remember(created, response);
      return response;
    };

  /** @param authorization the header that the caller has set */
  async #conflict(send: Send, request: Request, response: Response, authorization: string | null) {
    const problem = await problemIn(response);
    if (problem?.code !== 'precondition-failed') return response;
    const { url, headers, credentials, signal } = request;
    const expected = this.#get(url).find(({ etag }) => etag === headers.get('If-Match'));
    const now = await send(
      new Request(url, { credentials, signal, ...(authorization && { headers: { authorization } }) }),
    );
    const current = now.ok ? await this.#remember(url, now) : undefined;
    throw new ConflictError(response, problem, expected && version(expected), current && version(current));
  }

  async #remember(url: string, response: Response): Promise<Stored | undefined> {
    const etag = response.headers.get('ETag');
    if (etag === null) return undefined;
    const isReusable = !/no-store/.test(response.headers.get('Cache-Control') ?? '');
    const stored = { etag, text: await response.clone().text(), isReusable };
    const others = this.#get(url).filter((other) => other.etag !== etag);
    this.#set(url, [stored, ...others].slice(0, versionsPerItem));
    return stored;
  }

  #get(url: string): readonly Stored[] {
    const stored = this.#stored.get(url);
    if (stored !== undefined) this.#set(url, stored);
    return stored ?? [];
  }

  #set(url: string, stored: readonly Stored[]): void {
    this.#stored.delete(url);
    this.#stored.set(url, stored);
    const [oldest = ''] = this.#stored.keys();
    if (this.#stored.size > this.maxItems) this.#stored.delete(oldest);
  }
}

/** The remembered response in place of a 304, with the other headers of that. */
const repeated = (notModified: Response, { text }: Stored): Response => {
  const headers = new Headers(notModified.headers);
  headers.set('Content-Type', 'application/json');
  headers.delete('Content-Length');
  return new Response(text, { headers });
};
