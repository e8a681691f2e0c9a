/** The part of the Web Locks API that is used here. Node has it from version 24 on; browsers on https and localhost. */
interface Locks {
  request<T>(
    name: string,
    options: { ifAvailable: boolean },
    work: (lock: object | null) => Promise<T>,
  ): Promise<T>;
}

/** Work that runs alone. `waited` means that another tab held the lock when the work was due. */
export type Exclusive = <T>(work: (waited: boolean) => Promise<T>) => Promise<T>;

const unlocked = <T>(work: (waited: boolean) => Promise<T>) => work(false);

const locked =
  (locks: Locks, name: string): Exclusive =>
  async (work) => {
    const atOnce = await locks.request(name, { ifAvailable: true }, async (lock) =>
      lock === null ? undefined : { result: await work(false) },
    );
    return atOnce === undefined
      ? locks.request(name, { ifAvailable: false }, () => work(true))
      : atOnce.result;
  };

/**
 * Returns a function that runs one piece of work at a time.
 * @param lockName waits for the other tabs of the origin, too, where there are Web Locks; undefined: only for this client
 */
export const exclusive = (lockName: string | undefined): Exclusive => {
  const { locks } = (globalThis as { navigator?: { locks?: Locks } }).navigator ?? {};
  const inTabs = locks === undefined || lockName === undefined ? unlocked : locked(locks, lockName);
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = last.then(() => inTabs(work));
    last = result.catch(() => undefined);
    return result;
  };
};
