import { setTimeout as sleep } from 'node:timers/promises';
import type { ImportedSlot } from './cast.js';
import { bodyOf, randomContent } from './drafts.js';
import type { Harm } from './import-command.js';
import type { Content, ItemHistory, KindName } from './item-history.js';
import type { Random } from './random.js';
import type { Stage } from './stage.js';
import { verify } from './verify.js';

/**
 * Minimum and maximum pause between two imports, in milliseconds. An import takes a second of a core. A crowd, which is
 * a slot of many rows, invalidates the whole kind. With more imports, fewer values would be cached and could be stale.
 */
const pace = [3_000, 8_000] as const;
/** Maximum number of tries of one import. More would mean a bug in the command or in this check. */
const maxTries = 30;
const kinds: readonly KindName[] = ['authors', 'movies', 'series'];

/** The write of an import to a slot. */
export interface ImportedWrite {
  readonly slot: ImportedSlot;
  readonly item: ItemHistory;
  readonly base: number;
  readonly state: Content;
}

/** Returns the lines of the file, one for each row of the slot. The rows of a crowd have the same name. */
export const linesOf = ({ slot, item, state }: ImportedWrite) =>
  Array.from({ length: slot.rows }, (_, i) => {
    const key = slot.rows === 1 ? item.key : `${item.key}/${i + 1}`;
    return `${JSON.stringify({ sourceId: key, ...bodyOf(slot.kind, item.key, state) })}\n`;
  });

/**
 * The only writer of imported items. It repeats an import until it succeeds, as its error messages recommend, before it
 * starts the next one. So each item goes from one state to the next, as with writes through the API.
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

  /** Runs one import, and reads its items. The first import has all slots. */
  async turn(): Promise<void> {
    const { stage, random } = this;
    this.#n += 1;
    const rows = this.#crowdsAnd(stage.cast.imported).map((slot) => this.#write(slot));
    for (const { item, base, state } of rows) item.attempt(base, state);
    await this.#settle(rows);
    const source = { by: `import ${this.#n}`, at: performance.now() };
    for (const { item, base, state } of rows) item.acknowledge(base + 1, source, { state });
    await Promise.all(rows.map(({ item }) => verify(item, stage, random)));
    for (const { slot, item } of rows) {
      await stage.writes.findId(item, random);
      slot.item = item;
    }
  }

  /** Returns the slots of an import: all single items, and in every other import the crowd of one kind, in turn. */
  #crowdsAnd(slots: readonly ImportedSlot[]) {
    const crowded = this.#n % 2 === 1 ? kinds[((this.#n - 1) / 2) % kinds.length] : undefined;
    return slots.filter(({ rows, kind }) => rows === 1 || this.#n === 1 || kind === crowded);
  }

  #write(slot: ImportedSlot): ImportedWrite {
    const { stage, random } = this;
    const item = slot.item ?? stage.history.add(slot.kind, slot.name);
    const authors = stage.cast.authorsFor(slot).map(({ id }) => id as number);
    const isPlain = slot.rows > 1 || authors.length === 0;
    const noTitleFields = slot.kind === 'authors' ? {} : { authorId: null, genres: [] };
    const state = isPlain
      ? { n: this.#n, imdbId: null, ...noTitleFields }
      : randomContent(slot.kind, this.#n, authors, random);
    return { slot, item, base: item.floor.version, state };
  }

  async #settle(rows: readonly ImportedWrite[]): Promise<void> {
    const { stage, random } = this;
    const filled = kinds.map((kind) => {
      const lines = rows.flatMap((row) => (row.slot.kind === kind ? linesOf(row) : []));
      return [`${kind}.ndjson`, lines.join('')] as const;
    });
    const files = Object.fromEntries(filled);
    const count = rows.reduce((sum, { slot }) => sum + slot.rows, 0);
    const sort = count > rows.length ? 'with a crowd' : 'items alone';
    for (let tries = 0; tries < maxTries; tries += 1) {
      const harm = this.#harm();
      const end = await stage.world.importCommand.run(files, harm);
      stage.tally.import(sort, count, end, harm?.what === 'cut off');
      if (end.exitCode === 0) return;
      await sleep(random.between(20, 500));
    }
    throw new Error(`import ${this.#n} failed ${maxTries} times`);
  }

  #harm(): Harm | undefined {
    const { random } = this;
    const what = random.weighted({ nothing: 5, kill: 3, 'cut off': 1, slow: 1 });
    if (what === 'nothing') return undefined;
    if (what === 'slow') return { what, milliseconds: random.between(5, 120) };
    return { what, after: random.between(300, 4_000) };
  }
}
