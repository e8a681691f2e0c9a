/** A state machine: states as plain data, and the possible steps. */
export interface Machine<State> {
  readonly initial: State;
  /** All possible steps. */
  readonly steps: readonly Step<State>[];
  /** Normalizes a state in place, so that states with the same behaviour are equal. */
  normalize(state: State): void;
}

export interface Step<State> {
  readonly name: string;
  /** Changes the state. @returns false if impossible in this state, which then stays unchanged; a text for a violation */
  run(state: State): boolean | string;
}

export interface Exploration {
  readonly states: number;
  /** Whether every state within the bounds of the machine was seen. */
  readonly isComplete: boolean;
  /** The shortest sequence of steps to a violation, and the violation. */
  readonly violation?: readonly string[];
}

/** Returns a hash of 53 bits. States with the same hash count as equal: with ten million states, in one of 200 runs. */
const hash = (text: string): number => {
  let [a, b] = [0xdeadbeef, 0x41c6ce57];
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return 4294967296 * (2097151 & b) + (a >>> 0);
};

/** Visits states breadth-first, so that the first violation is one of the shortest. */
export const explore = <State>(machine: Machine<State>, maxStates: number): Exploration => {
  const seen = new Set<number>();
  const parents: number[] = [];
  const causes: number[] = [];
  let frontier: { readonly text: string; readonly index: number }[] = [];
  const visit = (state: State, parent: number, cause: number, next: typeof frontier) => {
    machine.normalize(state);
    const text = JSON.stringify(state);
    const key = hash(text);
    if (seen.has(key)) return;
    seen.add(key);
    next.push({ text, index: parents.length });
    parents.push(parent);
    causes.push(cause);
  };
  const wayTo = (index: number): string[] =>
    index === 0
      ? []
      : [...wayTo(parents[index] as number), (machine.steps[causes[index] as number] as Step<State>).name];

  visit(structuredClone(machine.initial), -1, -1, frontier);
  while (frontier.length > 0) {
    const next: typeof frontier = [];
    for (const { text, index } of frontier) {
      let state: State | undefined;
      for (const [cause, step] of machine.steps.entries()) {
        state ??= JSON.parse(text) as State;
        const outcome = step.run(state);
        if (outcome === false) continue;
        if (typeof outcome === 'string')
          return { states: seen.size, isComplete: false, violation: [...wayTo(index), step.name, outcome] };
        visit(state, index, cause, next);
        state = undefined;
      }
      if (seen.size > maxStates) return { states: seen.size, isComplete: false };
    }
    frontier = next;
  }
  return { states: seen.size, isComplete: true };
};
