import { setTimeout as sleep } from 'node:timers/promises';
import type { ImportedSlot } from './cast.js';
import { bodyOf, drawn } from './drafts.js';
import type { Harm } from './import-command.js';
import type { Content, ItemHistory, KindName } from './item-history.js';
import type { Random } from './random.js';
import type { Stage } from './stage.js';
import { verify } from './verify.js';

/**
 * Milliseconds between two imports, least and most. One costs a second of a core, and a crowd makes the cache forget
 * its kind: more of them would leave less that is cached, and so less to be stale.
 */
const pace = [3_000, 8_000] as const;
/** So many tries of one import, and then something is wrong with the command or with this check. */
const mostTries = 30;
const kinds: readonly KindName[] = ['authors', 'movies', 'series'];

/** What an import makes of an item or of a crowd. */
export interface Row {
  readonly slot: ImportedSlot;
  readonly item: ItemHistory;
  readonly base: number;
  readonly state: Content;
}

/** A row of a file for each that there is to be. */
export const linesOf = ({ slot, item, state }: Row) =>
  Array.from({ length: slot.rows }, (_, i) => {
    const key = slot.rows === 1 ? item.key : `${item.key}/${i + 1}`;
    return `${JSON.stringify({ sourceId: key, ...bodyOf(slot.kind, key, state) })}\n`;
  });

/**
 * The only writer of what is imported. It runs one import again and again until it ends well, as people are told to,
 * and then the next: so each item goes from one state to the next, as when a client writes it.
 */
export class Importer {
  #n = 0;

  constructor(
    private readonly stage: Stage,
    private readonly random: Random,
  ) {}

  async run(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      await sleep(this.random.between(...pace), undefined, { signal: stop }).catch(() => {});
      if (!stop.aborted) await this.turn();
    }
  }

  /** One import, and reads of what it did. The first one has everything. */
  async turn(): Promise<void> {
    const { stage, random } = this;
    this.#n += 1;
    const rows = this.#crowdsAnd(stage.cast.imported).map((slot) => this.#row(slot));
    for (const { item, base, state } of rows) item.attempt(base, state);
    await this.#settle(rows);
    const told = { by: `import ${this.#n}`, at: performance.now() };
    for (const { item, base, state } of rows) item.acknowledge(base + 1, told, { state });
    await Promise.all(rows.map(({ item }) => verify(item, stage, random)));
    for (const { slot, item } of rows) {
      await stage.writes.findId(item, random);
      slot.item = item;
    }
  }

  /** What is there once always; every other import brings a crowd, of each kind in turn. */
  #crowdsAnd(slots: readonly ImportedSlot[]) {
    const crowded = this.#n % 2 === 1 ? kinds[((this.#n - 1) / 2) % kinds.length] : undefined;
    return slots.filter(({ rows, kind }) => rows === 1 || this.#n === 1 || kind === crowded);
  }

  #row(slot: ImportedSlot): Row {
    const { stage, random } = this;
    const item = slot.item ?? stage.history.add(slot.kind, slot.name);
    const authors = stage.cast.authorsFor(slot).map(({ id }) => id as number);
    const isPlain = slot.rows > 1 || authors.length === 0;
    const alone = slot.kind === 'authors' ? {} : { authorId: null, genres: [] };
    const state = isPlain
      ? { n: this.#n, imdbId: null, ...alone }
      : drawn(slot.kind, this.#n, authors, random);
    return { slot, item, base: item.floor.version, state };
  }

  async #settle(rows: readonly Row[]): Promise<void> {
    const { stage, random } = this;
    const filled = kinds.map((kind) => {
      const lines = rows.flatMap((row) => (row.slot.kind === kind ? linesOf(row) : []));
      return [`${kind}.ndjson`, lines.join('')] as const;
    });
    const files = Object.fromEntries(filled);
    const count = rows.reduce((sum, { slot }) => sum + slot.rows, 0);
    const sort = count > rows.length ? 'with a crowd' : 'items alone';
    for (let tries = 0; tries < mostTries; tries += 1) {
      const harm = this.#harm();
      const end = await stage.world.importCommand.run(files, harm);
      stage.tally.import(sort, count, end, harm?.what === 'cut off');
      if (end.exitCode === 0) return;
      await sleep(random.between(20, 500));
    }
    throw new Error(`import ${this.#n} never came to its end`);
  }

  #harm(): Harm | undefined {
    const { random } = this;
    const what = random.weighted({ nothing: 5, kill: 3, 'cut off': 1, slow: 1 });
    if (what === 'nothing') return undefined;
    if (what === 'slow') return { what, milliseconds: random.between(5, 120) };
    return { what, after: random.between(300, 4_000) };
  }
}
