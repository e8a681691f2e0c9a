import { setTimeout as sleep } from 'node:timers/promises';
import { anotherThan } from './cast.js';
import { type ClientResponse, send } from './client.js';
import { parseItem } from './drafts.js';
import type { History } from './history.js';
import type { Instance } from './instance.js';
import type { ItemHistory, Source } from './item-history.js';
import type { Random } from './random.js';
import type { Reads } from './reads.js';
import type { Tally } from './tally.js';
import { verdictOf, type Write } from './verdict.js';

type Json = Readonly<Record<string, unknown>>;

/** Maximum number of tries of one write. More would mean a bug in the service or in this check. */
const maxTries = 200;

/** Repeats a write until a response shows whether it succeeded. What the response shows is acknowledged. */
export class Writes {
  #sent = 0;

  constructor(
    private readonly world: {
      readonly instances: readonly Instance[];
      readonly credentials: readonly [token: string, key: string];
    },
    private readonly history: History,
    private readonly tally: Tally,
    private readonly reads: Reads,
  ) {}

  /**
   * Returns the number of tries.
   * @param timeoutMs timeout of each try in milliseconds, before the next one through another instance
   */
  async settle(write: Write, random: Random, timeoutMs: () => number): Promise<number> {
    const { item, base, state } = write;
    item.attempt(base, state);
    let instance: Instance | undefined;
    for (let lost = 0; lost < maxTries; lost += 1) {
      instance = anotherThan(this.world.instances, instance, random);
      const began = this.history.now();
      const response = await this.send(write, instance, timeoutMs());
      const { verdict, findings } = this.#take(write, response, began, lost);
      for (const finding of findings) this.tally.violation(finding, what(write), response);
      if (verdict === 'unexpected') this.tally.failure(what(write), response);
      if (verdict === 'refused' && lost === 0) item.withdraw(base, state);
      if (verdict === 'done') await this.#readResult(write, random);
      if (verdict === 'done' || verdict === 'refused') return lost + 1;
      await sleep(random.between(20, 250));
    }
    throw new Error(`${write.method} of ${item.key} has no result after ${maxTries} tries`);
  }

  /** Sends a write with an access token and an API key in turn, also in the tries of one write. */
  async send(
    { item, method, body, base }: Write,
    instance: Instance,
    timeoutMs: number,
  ): Promise<ClientResponse> {
    this.#sent += 1;
    const response = await send(instance, {
      method,
      path: method === 'POST' ? `/${item.kind}` : `/${item.kind}/${item.id}`,
      headers: {
        authorization: `Bearer ${this.world.credentials[this.#sent % 2]}`,
        ...(method !== 'POST' && { 'if-match': `"${base}"` }),
      },
      ...(body && { body }),
      timeoutMs,
    });
    this.tally.write(method, response);
    return response;
  }

  /** Finds the id of an item of which only the existence is known. */
  async findId(item: ItemHistory, random: Random): Promise<void> {
    for (let fresh = false; item.id === undefined; fresh = true) {
      const { status, body } = await this.reads.list(item.kind, random.pick(this.world.instances), { fresh });
      const listed: Json[] = status === 200 ? body.items : [];
      item.id = listed.map((json) => parseItem(item.kind, json)).find(({ key }) => key === item.key)?.id;
      if (item.id === undefined) await sleep(random.between(20, 100));
    }
  }

  #take(write: Write, response: ClientResponse, began: number, lost: number) {
    const { status, body, version, from, ended } = response;
    const { item } = write;
    const source: Source = { by: `${what(write)} by ${from}: ${status} ${body?.code ?? ''}`, at: ended };
    const isShown = status === 200 || status === 201;
    if (isShown) item.id ??= body.id;
    const seen = { status, code: body?.code, version, ...(isShown && parseItem(item.kind, body)) };
    return verdictOf(this.history, write, seen, { began, lost, source });
  }

  /** Reads the state or the id after a response that only showed that the write succeeded. */
  async #readResult({ item, base, method }: Write, random: Random) {
    if (method === 'POST') await this.findId(item, random);
    while (item.isContested(base + 1)) {
      const response = await this.reads.item(item, random.pick(this.world.instances), { fresh: true });
      const source = { by: 'a read', at: response.ended };
      if (response.status === 404) item.acknowledge(base + 1, source, { state: undefined });
      if (response.status === 200 && response.version === base + 1)
        item.acknowledge(base + 1, source, { state: parseItem(item.kind, response.body).content });
      else await sleep(random.between(20, 100));
    }
  }
}

const what = ({ method, item, base }: Write) => `${method} of ${item.key} for version ${base}`;
