import { randomUUID } from 'node:crypto';
import type { User } from '../../../src/core/identity/user.js';
import { eventually } from '../../integration/contracts/fixtures.js';
import type { CallResult, TestService } from '../../support/service.js';

const base = '/api/v1/imports';
export type Body = CallResult['body'];

/** Statuses in which an import waits for an instance. */
const isRunning = (status: string) => /^(?:dry-run|dry-run-queued|queued|importing)$/.test(status);

/** Imports of one moderator by HTTP. */
export class Importer {
  private constructor(
    readonly service: TestService,
    readonly user: User,
    readonly token: string,
  ) {}

  static async of(service: TestService): Promise<Importer> {
    const user = await service.user({ role: 'moderator' });
    return new Importer(service, user, service.tokenOf(user));
  }

  /** The same account at another instance. */
  at(service: TestService): Importer {
    return new Importer(service, this.user, this.token);
  }

  call(method: string, path: string, options: object = {}): Promise<CallResult> {
    return this.service.call(method, `${base}${path}`, { token: this.token, ...options });
  }

  async create(name: string, options: object = {}): Promise<number> {
    const { status, body, text } = await this.call('POST', '', { body: { name, options } });
    if (status !== 201) throw new Error(text);
    return body.id;
  }

  upload(id: number, content: string | Uint8Array, headers: object = {}): Promise<CallResult> {
    return this.call('PUT', `/${id}/file`, {
      body: content,
      headers: { 'content-type': 'application/octet-stream', ...headers },
    });
  }

  async read(id: number): Promise<Body> {
    return (await this.call('GET', `/${id}`)).body;
  }

  /** The import when no instance works at it any more. */
  async settled(id: number): Promise<Body> {
    let body: Body;
    await eventually(async () => {
      body = await this.read(id);
      return !isRunning(body.status);
    }, `import ${id} was at rest`);
    return body;
  }

  /** Creates an import, uploads the file, and waits for the dry run. */
  async dryRun(name: string, content: string | Uint8Array, options: object = {}): Promise<Body> {
    const id = await this.create(name, options);
    const { status, text } = await this.upload(id, content);
    if (status !== 200) throw new Error(text);
    return this.settled(id);
  }

  async start(id: number): Promise<Body> {
    const { status, text } = await this.call('POST', `/${id}/start`);
    if (status !== 200) throw new Error(text);
    return this.settled(id);
  }
}

/** Lines of NDJSON with movies whose sourceIds nothing else has, and the prefix of these. */
export const movieLines = (count: number, fields: (i: number) => object = () => ({})) => {
  const key = randomUUID();
  const lines = Array.from({ length: count }, (_, i) =>
    JSON.stringify({ title: `Film ${i}`, sourceId: `${key}/${i}`, ...fields(i) }),
  );
  return { key, text: `${lines.join('\n')}\n` };
};
