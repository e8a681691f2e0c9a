import fc from 'fast-check';
import type { Delivery, RefreshWorld, Result } from './refresh-world.js';

/** How an honest client keeps its tabs from storing the wrong result. */
export const ways = ['one refresh at a time', 'compare and store'] as const;
export type Way = (typeof ways)[number];

/** An attempt to get new tokens, which begins `gap` ms after the previous one. */
export interface Attempt {
  readonly gap: number;
  readonly deliveries: readonly Delivery[];
  /** Milliseconds after which the client assumes that the response is lost. */
  readonly patience: number;
}

/**
 * A client that shares one store among its tabs. Attempts that overlap are tabs: they wait for the lock, or send at the
 * same time and store a result only if the stored token is still the one they sent.
 */
export class HonestClient {
  #locked = false;
  readonly #waiting: Attempt[] = [];

  constructor(
    private readonly world: RefreshWorld,
    public stored: string,
    private readonly way: Way,
  ) {}

  refresh(attempt: Attempt): void {
    if (this.way === 'compare and store') this.#compareAndStore(attempt);
    else if (this.#locked) this.#waiting.push(attempt);
    else this.#lock(attempt);
  }

  #compareAndStore({ deliveries }: Attempt) {
    const sent = this.stored;
    this.world.send(sent, deliveries, (result) => {
      if (this.stored === sent) this.#store(result);
    });
  }

  #lock({ deliveries, patience }: Attempt) {
    this.#locked = true;
    let open = true;
    const close = () => {
      if (!open) return;
      open = false;
      this.#locked = false;
      const next = this.#waiting.shift();
      if (next !== undefined) this.#lock(next);
    };
    this.world.send(this.stored, deliveries, (result) => {
      if (open) this.#store(result);
      close();
    });
    this.world.in(patience, close);
  }

  #store(result: Result) {
    if (typeof result !== 'string') this.stored = result.token;
  }
}

/** A thief who has copied a token. The network is good, unless a result is lost. */
export class Thief {
  constructor(
    private readonly world: RefreshWorld,
    public token: string,
  ) {}

  async refresh(isLost = false): Promise<Result> {
    const result = await this.world.present(this.token);
    if (!isLost && typeof result !== 'string') this.token = result.token;
    return result;
  }
}

const milliseconds = (...limits: readonly (readonly [weight: number, min: number, max: number])[]) =>
  fc.oneof(...limits.map(([weight, min, max]) => ({ weight, arbitrary: fc.integer({ min, max }) })));

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];
/** Milliseconds: mostly about the time of a response or the grace period; sometimes hours or days. */
const gap = milliseconds(
  [3, 0, 300],
  [2, 300, 20_000],
  [3, 29_998, 30_002],
  [2, 30_000, 10 * minute],
  [1, hour, 2 * day],
);
/** Up to the lifetime of an unused session. */
const longGap = milliseconds([1, 6 * day, 7 * day]);
const delay = milliseconds([5, 0, 300], [2, 300, 29_999], [1, 29_998, 30_002], [1, minute, day]);

const attempts = {
  deliveries: fc.array(fc.record({ delay, back: fc.option(delay, { freq: 3 }) }), { maxLength: 3 }),
  patience: milliseconds([1, 1, 300], [3, 1_000, minute]),
};
export const attempt: fc.Arbitrary<Attempt> = fc.record({ gap, ...attempts });
/** An attempt of a client that may also pause for a week. */
export const patientAttempt: fc.Arbitrary<Attempt> = fc.record({
  gap: fc.oneof({ weight: 12, arbitrary: gap }, { weight: 1, arbitrary: longGap }),
  ...attempts,
});

/** An action of the thief, and its milliseconds after the previous event. */
export interface Use {
  readonly gap: number;
  readonly isLost: boolean;
}

export const use: fc.Arbitrary<Use> = fc.record({ gap, isLost: fc.boolean() });

/** Differences of clocks that are too small for an instance to detect. */
export const skew = fc.integer({ min: -29_000, max: 29_000 });
