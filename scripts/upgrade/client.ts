import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ClientResponse, send } from '../history/client.js';
import type { Instance } from '../history/instance.js';

export interface Call {
  readonly token?: string | undefined;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Milliseconds to wait for a response. */
const timeoutMs = 60_000;

/** Sends requests to instances, and counts them. A response with 5xx, or none, is a failure. */
export class Client {
  requests = 0;
  readonly failures: string[] = [];
  /** Requests without a response so far. */
  readonly #open = new Map<Instance, number>();

  async call(
    instance: Instance,
    method: string,
    path: string,
    { token, body, headers }: Call = {},
  ): Promise<ClientResponse> {
    this.requests += 1;
    const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
    this.#count(instance, 1);
    const response = await send(instance, {
      method,
      path,
      headers: { ...authorization, ...headers },
      ...(body && { body }),
      timeoutMs,
    });
    this.#count(instance, -1);
    const { status, began, ended } = response;
    if (status === 0 || status >= 500) {
      const what = `${status || 'no response'} after ${(ended - began).toFixed(0)} ms`;
      this.failures.push(`${instance.name}: ${method} ${path}: ${what}`);
    }
    return response;
  }

  /** The same, and fails unless the response has this status. Returns the body. */
  async expect(
    status: number,
    instance: Instance,
    method: string,
    path: string,
    call: Call = {},
    // biome-ignore lint/suspicious/noExplicitAny: the shape of bodies is tested elsewhere
  ): Promise<any> {
    const response = await this.call(instance, method, path, call);
    const found = `${response.status} ${JSON.stringify(response.body)}`;
    assert.equal(response.status, status, `${instance.name}: ${method} ${path} returned ${found}`);
    return response.body;
  }

  /** Resolves when these instances have responded to every request. */
  async idle(instances: readonly Instance[]): Promise<void> {
    while (instances.some((instance) => (this.#open.get(instance) ?? 0) > 0)) await sleep(10);
  }

  #count(instance: Instance, change: number) {
    this.#open.set(instance, (this.#open.get(instance) ?? 0) + change);
  }
}
