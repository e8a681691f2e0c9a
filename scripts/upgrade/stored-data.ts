import assert from 'node:assert/strict';
import type { Instance } from '../history/instance.js';
import { CatalogueTraffic } from './catalogue.js';
import { logIn, type Person, refresh, signUp, type Tokens } from './sessions.js';
import { admin, type Stage } from './stage.js';

const changedMovies = 8;

/** What one release has written and another one must read: items under load, imported ones, accounts and sessions. */
export class StoredData {
  /** The instances that the traffic uses. */
  readonly serving: Instance[];
  readonly traffic: CatalogueTraffic;
  #importedAs = '';
  #session: Tokens;
  #authorId: number | undefined;

  private constructor(
    private readonly stage: Stage,
    instances: readonly Instance[],
    /** Of the admin. */
    readonly token: string,
    private readonly person: Person,
    session: Tokens,
  ) {
    this.serving = [...instances];
    this.#session = session;
    this.traffic = new CatalogueTraffic(stage.client, token, this.serving);
    stage.traffic = this.traffic;
  }

  /** Writes data through instances of one build. */
  static async create(
    stage: Stage,
    instances: readonly [Instance, Instance],
    build: string,
  ): Promise<StoredData> {
    const { client } = stage;
    const { accessToken } = await logIn(client, instances[0], admin);
    const person = await signUp(client, instances[0]);
    const session = await logIn(client, instances[1], person);
    const data = new StoredData(stage, instances, accessToken, person, session);
    await data.traffic.create(changedMovies);
    await data.#createAuthorOnce(instances[0]);
    await data.importWith(build, 'imported by the old release');
    return data;
  }

  /** Imports the same rows with another title. */
  async importWith(build: string, title: string): Promise<string> {
    this.#importedAs = title;
    return this.stage.importMovies(build, title);
  }

  /** Refreshes the session through an instance. */
  async refreshWith(instance: Instance): Promise<void> {
    this.#session = await refresh(this.stage.client, instance, this.#session);
  }

  /** Fails unless each of these instances returns what was stored. */
  async expectFrom(instances: readonly Instance[]): Promise<void> {
    const { client } = this.stage;
    for (const instance of instances) {
      const ready = await fetch(`${instance.url}/health/ready`);
      assert.equal(ready.status, 200, `${instance.name} is not ready: ${await ready.text()}`);
      await this.refreshWith(instance);
      await client.expect(200, instance, 'GET', '/users/me', { token: this.#session.accessToken });
      await logIn(client, instance, this.person);
      await this.#createAuthorOnce(instance);
      const audit = await client.expect(200, instance, 'GET', '/audit?limit=100', { token: this.token });
      assert.ok(audit.items.length >= 10, `${instance.name} does not list the audit trail`);
      const { items } = await client.expect(200, instance, 'GET', '/movies?sort=-id&limit=100');
      const titles = new Set(items.map(({ title }: { title: string }) => title));
      assert.deepEqual([...titles], [this.#importedAs], `${instance.name} lists other imported titles`);
    }
  }

  /** Fails unless a repeated request with an Idempotency-Key returns the first author. */
  async #createAuthorOnce(instance: Instance): Promise<void> {
    const { id } = await this.stage.client.expect(201, instance, 'POST', '/authors', {
      token: this.token,
      body: { name: 'Created once' },
      headers: { 'idempotency-key': 'the-key-of-this-check' },
    });
    this.#authorId ??= id;
    assert.equal(id, this.#authorId, `${instance.name} created the author again`);
  }
}
