/** Measures a request that bypasses the cache, in milliseconds. */
export const timed = async (url: string): Promise<number> => {
  const began = performance.now();
  const response = await fetch(url, { headers: { 'cache-control': 'no-cache' } });
  await response.arrayBuffer();
  const took = performance.now() - began;
  if (response.status !== 200) throw new Error(`${url} returned ${response.status}`);
  return took;
};

export const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;

/** Medians of two measurements in milliseconds, and their ratio. */
export interface Comparison {
  readonly one: number;
  readonly other: number;
  readonly ratio: number;
}

/** Measures two things in turn, so that other load slows both, and compares their medians. */
export const compared = async (
  one: () => Promise<number>,
  other: () => Promise<number>,
  rounds: number,
): Promise<Comparison> => {
  const times: [number, number][] = [];
  for (let i = -5; i < rounds; i += 1) {
    const pair: [number, number] = [await one(), await other()];
    if (i >= 0) times.push(pair);
  }
  const [first, second] = [median(times.map(([a]) => a)), median(times.map(([, b]) => b))];
  return { one: first, other: second, ratio: first / second };
};

/** Returns the cursor after a number of items of a list, or of its last full page. */
export const cursorBehind = async (url: string, items: number): Promise<string | null> => {
  let cursor: string | null = null;
  for (let behind = 0; behind < items; behind += 100) {
    const at: string = cursor === null ? '' : `&cursor=${cursor}`;
    const response = await fetch(`${url}&limit=100&fields=id${at}`, {
      headers: { 'cache-control': 'no-cache' },
    });
    const { page } = (await response.json()) as { page: { nextCursor: string | null } };
    if (page.nextCursor === null) break;
    cursor = page.nextCursor;
  }
  return cursor;
};
