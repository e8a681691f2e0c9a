import type { KeySecrets } from '../../../src/core/identity/key-secrets.js';

/** Keys such as `key 1 secret`, of which the id is the number, and the hash begins with `#`. */
export class FakeKeySecrets implements KeySecrets {
  #made = 0;

  make() {
    this.#made += 1;
    const [id, text] = [`${this.#made}`, `key ${this.#made} secret`];
    return { id, text, hash: `#${text}` };
  }

  parse(text: string) {
    const [, id] = /^key (\w+) \w+$/.exec(text) ?? [];
    return id === undefined ? undefined : { id, hash: `#${text}` };
  }

  isSame(one: string, other: string) {
    return one === other;
  }
}
