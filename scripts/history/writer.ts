import { setTimeout as sleep } from 'node:timers/promises';
import type { Slot } from './cast.js';
import { bodyOf, patchOf, randomContent } from './drafts.js';
import { learn } from './history.js';
import type { Content, ItemHistory } from './item-history.js';
import type { Random } from './random.js';
import type { Stage } from './stage.js';
import type { Write } from './verdict.js';
import { verify } from './verify.js';

/** Minimum and maximum pause between two writes to an item, in milliseconds. */
const pace = [400, 1_800] as const;
/**
 * Milliseconds after which no earlier try can still be running. A new item is not removed before: a paused instance might
 * still process an earlier try of its POST, and create the item again once its IMDb id is free.
 */
const settling = 30_000;
/** An id that no author has. */
const unknownId = 2 ** 31 - 1;

let imdbIds = 0;
const newImdbId = (kind: string) => {
  imdbIds += 1;
  return `${kind === 'authors' ? 'nm' : 'tt'}${String(imdbIds).padStart(8, '0')}`;
};

/** The only writer of a slot: creates an item, changes it and, if the slot is removable, removes it and creates the next. */
export class Writer {
  #lives = 0;
  #n = 0;
  #removableAt = 0;

  constructor(
    private readonly slot: Slot,
    private readonly stage: Stage,
    private readonly random: Random,
  ) {}

  async run(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      await sleep(this.random.between(...pace));
      await this.turn();
    }
  }

  /** Sends one write, and reads the item. */
  async turn(): Promise<void> {
    const { slot, random } = this;
    const { item } = slot;
    if (item === undefined) return this.#create();
    const isDue = slot.isRemovable && performance.now() > this.#removableAt && random.chance(0.2);
    await (isDue ? this.#remove(item) : this.#change(item));
  }

  async #create() {
    const { slot, random } = this;
    this.#lives += 1;
    const item = this.stage.history.add(slot.kind, `${slot.name}.${this.#lives}`);
    const state = { ...this.#draft(), imdbId: newImdbId(slot.kind) };
    const tries = await this.#settle({
      item,
      method: 'POST',
      body: bodyOf(slot.kind, item.key, state),
      base: 0,
      state,
    });
    this.#removableAt = performance.now() + (tries === 1 ? random.between(1_000, 5_000) : settling);
    slot.item = item;
    await verify(item, this.stage, this.random);
  }

  async #change(item: ItemHistory) {
    const { random, slot } = this;
    const before = item.settled as Content;
    const randomContent = this.#draft();
    const keep = <T>(probability: number, old: T, fresh: T) => (random.chance(probability) ? fresh : old);
    const imdbId = random.chance(0.5) ? newImdbId(slot.kind) : null;
    const state: Content =
      slot.kind === 'authors'
        ? { n: randomContent.n, imdbId: keep(0.2, before.imdbId, imdbId) }
        : {
            n: randomContent.n,
            imdbId: keep(0.3, before.imdbId, imdbId),
            authorId: keep(0.4, before.authorId ?? null, randomContent.authorId ?? null),
            genres: keep(0.4, before.genres ?? [], randomContent.genres ?? []),
          };
    const base = item.floor.version;
    const write = random.chance(0.4)
      ? ({ method: 'PUT', body: bodyOf(slot.kind, item.key, state) } as const)
      : ({ method: 'PATCH', body: patchOf(slot.kind, item.key, before, state) } as const);
    await this.#settle({ item, base, state, ...write });
    // An earlier try of the removal may have succeeded.
    if (item.settled === undefined) this.stage.cast.markRemoved(slot);
    await verify(item, this.stage, this.random);
  }

  async #remove(item: ItemHistory) {
    await this.#settle({ item, method: 'DELETE', base: item.floor.version, state: undefined });
    if (item.settled === undefined) this.stage.cast.markRemoved(this.slot);
    await verify(item, this.stage, this.random);
  }

  /** Meanwhile another request may use the IMDb id. It may be rejected before the writer has its own response. */
  async #settle(write: Write) {
    const { random, stage } = this;
    const after = new AbortController();
    const takes = write.state?.imdbId && write.state.imdbId !== write.item.settled?.imdbId;
    const isRivalled = takes && write.item.kind !== 'authors' && random.chance(0.6);
    const rival = isRivalled ? this.#rival(write, after.signal) : undefined;
    const tries = await stage.writes.settle(write, random, () => this.#timeoutMs());
    after.abort();
    await rival;
    return tries;
  }

  async #rival({ item, state }: Write, stop: AbortSignal) {
    const { random, stage } = this;
    const imdbId = state?.imdbId ?? null;
    // It fails in any case: the IMDb id is checked first, and then the author, which does not exist.
    const body = { title: 'a rival', imdbId, authorId: unknownId };
    while (!stop.aborted) {
      const began = stage.history.now();
      const instance = random.pick(stage.world.instances);
      const response = await stage.writes.send(
        { item, method: 'POST', body, base: 0, state: undefined },
        instance,
        3_000,
      );
      if (response.body?.code === 'imdb-id-taken') {
        const source = { by: `POST of a rival by ${response.from}: imdb-id-taken`, at: response.ended };
        const titles = stage.history.ofKinds(item.kind);
        const finding = learn(titles, began, (one) => one?.imdbId === imdbId, source);
        if (finding) stage.tally.violation(finding, 'POST of a rival', response);
        return verify(item, this.stage, this.random);
      }
      await sleep(random.between(20, 120));
    }
  }

  #draft(): Content {
    const { slot, random } = this;
    this.#n += 1;
    const authors = this.stage.cast.authorsFor(slot).map(({ id }) => id as number);
    const safe = slot.item === undefined ? authors.slice(0, 2) : authors;
    return randomContent(slot.kind, this.#n, safe, random);
  }

  #timeoutMs() {
    const { random } = this;
    return random.pick([
      random.between(5, 80),
      random.between(100, 800),
      random.between(1_000, 4_000),
      4_000,
    ]);
  }
}
