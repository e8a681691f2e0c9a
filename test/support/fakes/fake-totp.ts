import type { Totp } from '../../../src/core/identity/totp.js';

/** Steps of 30 seconds as usual, and codes such as `secret-1@58799520`: the secret and the step. */
export class FakeTotp implements Totp {
  #made = 0;

  newSecret(): string {
    this.#made += 1;
    return `secret-${this.#made}`;
  }

  uriOf(secret: string, account: string): string {
    return `otpauth://totp/${account}?secret=${secret}`;
  }

  stepOf(secret: string, code: string, now: Date): number | undefined {
    return [0, -1, 1].map((delta) => stepAt(now) + delta).find((step) => code === `${secret}@${step}`);
  }
}

const stepAt = (now: Date) => Math.floor(now.getTime() / 30_000);

/** The code of a secret at a time. */
export const codeAt = (secret: string, now: Date): string => `${secret}@${stepAt(now)}`;
