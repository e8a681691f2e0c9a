/** The file of `node --cpu-prof`: a tree of calls, and the node on top of the stack at each sample. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: {
      readonly functionName: string;
      readonly url: string;
      /** From 0. */
      readonly lineNumber: number;
    };
    readonly children?: readonly number[];
  }[];
  /** Microseconds of the monotonic clock, as returned by `process.hrtime`. */
  readonly startTime: number;
  readonly samples: readonly number[];
  /** Microseconds since the previous sample, or since the start. */
  readonly timeDeltas: readonly number[];
}

/** Returns the place of a function: a package, a file of this project, a module of Node, or V8 itself. */
const placeOf = (url: string, functionName: string): string => {
  if (url.startsWith('node:')) return url.split('/').slice(0, 2).join('/');
  const [, inPackages] = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url) ?? [];
  if (inPackages !== undefined) return inPackages;
  const [, ours] = /\/dist\/(.+)\.js$/.exec(url) ?? [];
  if (ours !== undefined) return ours.startsWith('bench/') ? `${ours}.ts` : `src/${ours}.ts`;
  return functionName.startsWith('(') ? functionName : '(native)';
};

/** Microseconds by name. `self`: on top of the stack. `total`: anywhere on the stack. */
export interface Times {
  /** Time not spent idle. */
  readonly busy: number;
  readonly places: ReadonlyMap<string, number>;
  readonly self: ReadonlyMap<string, number>;
  /** Only functions of this project and of packages: modules of Node are on almost every stack. */
  readonly total: ReadonlyMap<string, number>;
}

/** Sums up the samples between two times, in microseconds of the monotonic clock. */
export const sumUp = (
  { nodes, startTime, samples, timeDeltas }: CpuProfile,
  from: number,
  to: number,
): Times => {
  const inWindow = new Map<number, number>();
  let [busy, now] = [0, startTime];
  for (const [i, id] of samples.entries()) {
    // A sample counts for the time until the next one.
    now += timeDeltas[i] ?? 0;
    if (now >= from && now < to) inWindow.set(id, (inWindow.get(id) ?? 0) + (timeDeltas[i + 1] ?? 0));
  }
  const parents = new Map(
    nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)),
  );
  const frames = new Map(
    nodes.map(({ id, callFrame: { functionName, url, lineNumber } }) => {
      const place = placeOf(url, functionName);
      const name = functionName || '(anonymous)';
      const line = place.startsWith('(') ? '' : `:${lineNumber + 1}`;
      const file = place.startsWith('src/') ? place : `${place} ${url.split('/').at(-1)}`;
      const isOutside = !place.startsWith('(') && !place.startsWith('node:');
      return [
        id,
        { place, isOutside, name: place.startsWith('(') ? name : `${name}  ${file}${line}` },
      ] as const;
    }),
  );
  const [places, self, total] = [1, 2, 3].map(() => new Map<string, number>()) as [
    Map<string, number>,
    Map<string, number>,
    Map<string, number>,
  ];
  const add = (map: Map<string, number>, name: string, time: number) =>
    map.set(name, (map.get(name) ?? 0) + time);
  for (const [id, time] of inWindow) {
    const top = frames.get(id);
    if (top === undefined || top.name === '(idle)') continue;
    busy += time;
    add(places, top.place, time);
    add(self, top.name, time);
    const onStack = new Set<string>();
    for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) {
      const frame = frames.get(at);
      if (frame?.isOutside) onStack.add(frame.name);
    }
    for (const name of onStack) add(total, name, time);
  }
  return { busy, places, self, total };
};
