import { setTimeout as sleep } from 'node:timers/promises';
import type { Instance } from '../history/instance.js';
import type { Client } from './client.js';

/** Milliseconds between two requests of one reader, and between two writes to one movie. */
const [readPause, writePause] = [15, 100];

/** The number of the last change, which each change writes into the description. */
const changeIn = (movie: { description?: string | null } | undefined): number =>
  Number(/^Change (\d+)/.exec(movie?.description ?? '')?.[1] ?? 0);

/** Movies that are changed through one instance after another, and read through all of them meanwhile. */
export class CatalogueTraffic {
  reads = 0;
  hits = 0;
  writes = 0;
  readonly staleReads: string[] = [];
  /** By id: the number of the last acknowledged change. */
  readonly #changes = new Map<number, number>();
  #list = '';
  readonly #running: Promise<void>[] = [];
  readonly #readers = new Set<Instance>();
  #isOver = false;

  /** @param serving the instances at the moment; each gets a reader once it is in there */
  constructor(
    private readonly client: Client,
    private readonly token: string,
    private readonly serving: Instance[],
  ) {}

  /** Creates movies with an author through the first instance. */
  async create(count: number): Promise<void> {
    const [first] = this.serving as [Instance];
    const author = await this.client.expect(201, first, 'POST', '/authors', {
      token: this.token,
      body: { name: 'Author of all' },
    });
    this.#list = `/authors/${author.id}/movies?limit=100`;
    for (let i = 0; i < count; i += 1) {
      const body = { title: `Movie ${i}`, authorId: author.id, genres: ['drama'] };
      const movie = await this.client.expect(201, first, 'POST', '/movies', { token: this.token, body });
      this.#changes.set(movie.id, 0);
    }
  }

  start(): void {
    for (const id of this.#changes.keys()) this.#running.push(this.#write(id));
    this.#running.push(this.#startReaders());
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#running);
  }

  /** Reads every movie through every instance once. */
  async readAll(): Promise<void> {
    for (const instance of this.serving)
      for (const id of this.#changes.keys()) await this.#readMovie(instance, id);
  }

  async #startReaders() {
    while (!this.#isOver) {
      for (const instance of this.serving.filter((one) => !this.#readers.has(one))) {
        this.#readers.add(instance);
        this.#running.push(this.#read(instance));
      }
      await sleep(50);
    }
  }

  async #write(id: number) {
    for (let i = 1; !this.#isOver; i += 1) {
      const instance = this.serving[(id + i) % this.serving.length] as Instance;
      const { status } = await this.client.call(instance, 'PATCH', `/movies/${id}`, {
        token: this.token,
        body: { description: `Change ${i} through ${instance.name}` },
      });
      if (status === 200) this.#changes.set(id, i);
      else this.client.failures.push(`${instance.name}: PATCH /movies/${id}: ${status}`);
      this.writes += 1;
      for (const one of this.serving) await this.#readMovie(one, id);
      await sleep(writePause);
    }
  }

  async #read(instance: Instance) {
    const ids = [...this.#changes.keys()];
    for (let i = 0; !this.#isOver && this.serving.includes(instance); i += 1) {
      if (i % 5 === 0) await this.#readList(instance);
      else await this.#readMovie(instance, ids[i % ids.length] as number);
      await sleep(readPause);
    }
  }

  async #readMovie(instance: Instance, id: number) {
    const acknowledged = this.#changes.get(id) ?? 0;
    const { body, xCache } = await this.client.call(instance, 'GET', `/movies/${id}`);
    this.#judge(`${instance.name}: GET /movies/${id}`, acknowledged, changeIn(body));
    if (xCache === 'hit') this.hits += 1;
  }

  async #readList(instance: Instance) {
    const acknowledged = new Map(this.#changes);
    const { body, xCache } = await this.client.call(instance, 'GET', this.#list);
    const found = new Map<number, number>();
    for (const movie of body?.items ?? []) found.set(movie.id, changeIn(movie));
    for (const [id, change] of acknowledged)
      this.#judge(`${instance.name}: movie ${id} of a list`, change, found.get(id) ?? 0);
    if (xCache === 'hit') this.hits += 1;
  }

  #judge(what: string, acknowledged: number, found: number) {
    this.reads += 1;
    if (found < acknowledged)
      this.staleReads.push(`${what}: change ${found} after ${acknowledged} was acknowledged`);
  }
}
