import type { Place } from './import-row.js';

/** A value that a lenient import left out. */
export interface LeftOutValue {
  readonly field: string;
  /** As it was read. */
  readonly value: unknown;
  readonly place: Place;
}

/** The values of one field that were left out. */
export interface LeftOutField {
  readonly plural: string;
  readonly field: string;
  readonly count: number;
  /** The first ones. */
  readonly examples: readonly LeftOutValue[];
}

/** Maximum examples of a field, and maximum labels that are counted. */
const [maxExamples, maxLabels] = [3, 1_000];

/** What an import left out of the rows that it imported. Memory is bounded: by the fields, and by the labels of a source. */
export class LeftOut {
  readonly #fields = new Map<string, LeftOutField>();
  readonly #labels = new Map<string, number>();

  /** Labels that are no genre in their source, each with the number of titles that have it. */
  get labels(): ReadonlyMap<string, number> {
    return this.#labels;
  }

  get fields(): readonly LeftOutField[] {
    return [...this.#fields.values()];
  }

  addLabel(label: string): void {
    if (this.#labels.has(label) || this.#labels.size < maxLabels)
      this.#labels.set(label, (this.#labels.get(label) ?? 0) + 1);
  }

  add(plural: string, values: readonly LeftOutValue[]): void {
    for (const value of values) {
      const { field } = value;
      const key = `${plural}/${field}`;
      const { count, examples } = this.#fields.get(key) ?? { count: 0, examples: [] };
      const shown = examples.length < maxExamples ? [...examples, value] : examples;
      this.#fields.set(key, { plural, field, count: count + 1, examples: shown });
    }
  }
}
