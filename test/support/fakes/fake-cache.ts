import type { Cache, CacheAgreement, CacheLease, CacheLookup } from '../../../src/core/shared/cache.js';

/** A cache whose responses a test can replace; it records its calls. */
export class FakeCache implements Cache {
  readonly kept: {
    readonly agreement: CacheAgreement;
    readonly key: string;
    readonly lease: CacheLease;
    readonly value: Uint8Array;
  }[] = [];
  readonly invalidated: string[] = [];
  lookUp: Cache['lookUp'] = async (): Promise<CacheLookup> => ({ outcome: 'miss', lease: new Map() });
  confirm = async (): Promise<void> => {};

  async store(agreement: CacheAgreement, key: string, lease: CacheLease, value: Uint8Array) {
    this.kept.push({ agreement, key, lease, value });
  }

  async invalidate(_agreement: CacheAgreement, generations: readonly string[]): Promise<undefined> {
    this.invalidated.push(...generations);
    await this.confirm();
  }

  trouble(): undefined {
    return undefined;
  }

  async available() {
    return true;
  }
}
