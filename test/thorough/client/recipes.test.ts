import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { ids } from '../../../src/composition/service-ids.js';
import { ofServiceAccount } from '../../../src/core/identity/api-key.js';
import { systemInitiator } from '../../../src/core/shared/audit.js';
import { keyOf, serviceAccount } from '../../e2e/identity/api-keys.js';
import { useOwnService } from '../../support/service.js';

const root = resolve(import.meta.dirname, '../../..');
const password = 'seven quiet violins';

/** The TypeScript blocks of a document. */
const recipesOf = (document: string) =>
  [...readFileSync(join(root, document), 'utf8').matchAll(/^```ts\n(.*?)^```/gms)].map(
    ([, code = '']) => code,
  );

/** What the types of the client say about lists, paths and bodies. */
const typed = `
import { createClient, type ItemOf } from 'project-db-auth-client';

const api = createClient();
export const titles = async (): Promise<string[]> =>
  (await api.GET('/api/v1/movies')).data.items.map(({ title }) => title);
export const year = (movie: ItemOf<'/api/v1/movies'>): number | null => movie.releaseYear;
for await (const movie of api.items('/api/v1/movies', { params: { query: { fields: ['id'] } } })) {
  const id: number = movie.id;
  // @ts-expect-error: not selected
  const title: string = movie.title;
}
for await (const found of api.items('/api/v1/search', { params: { query: { q: 'heat' } } }))
  if (found.kind === 'movies') found.item.runtimeMinutes?.toFixed();
// @ts-expect-error: unknown path
await api.GET('/api/v1/nothing');
// @ts-expect-error: a movie has a title
await api.POST('/api/v1/movies', { body: {} });
`;

describe('the package of the client, installed in an empty project:', () => {
  const service = useOwnService({ ADMIN__EMAIL: 'admin@example.com', ADMIN__PASSWORD: password });
  const folder = mkdtempSync(join(tmpdir(), 'client-'));
  after(() => rmSync(folder, { recursive: true }));
  const run = async (command: string, args: readonly string[], cwd = folder, variables: object = {}) => {
    const env = { ...process.env, PASSWORD: password, NODE_V8_COVERAGE: undefined, ...variables };
    const { stdout } = await promisify(execFile)(command, args, { cwd, env }).catch((error) => {
      throw new Error(`${error.message}\n${error.stdout}`);
    });
    return stdout;
  };

  it('compiles the recipes of README.md and docs/clients.md under strict, and runs them', async () => {
    const pack = (...args: string[]) =>
      run('npm', ['pack', '--silent', '--pack-destination', folder, ...args], root);
    await pack('./clients/typescript');
    // The registry may be out of reach, so the dependencies come from this checkout.
    const dependencies = ['openapi-fetch', 'openapi-typescript-helpers'];
    await pack('--ignore-scripts', ...dependencies.map((name) => `./node_modules/${name}`));
    const tarballs = readdirSync(folder).map((file) => `./${file}`);
    expect(tarballs).to.have.length(3);
    writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
    await run('npm', ['install', '--offline', '--no-audit', '--no-fund', ...tarballs]);

    const recipes = ['README.md', 'docs/clients.md'].flatMap(recipesOf);
    expect(recipes).to.have.length(4);
    for (const [n, code] of recipes.entries())
      writeFileSync(join(folder, `recipe-${n}.ts`), code.replace('http://127.0.0.1:8000', service().url));
    writeFileSync(join(folder, 'typed.ts'), typed);
    const node = { types: ['node'], typeRoots: [join(root, 'node_modules/@types')] };
    const compilerOptions = { strict: true, target: 'es2022', module: 'nodenext', ...node };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
    await run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc')]);

    const { id } = await service().movie({ title: 'Johnny Guitar', genres: ['western'] });
    expect(id).to.equal(1);
    expect(await run(process.execPath, ['recipe-0.js'])).to.equal('Johnny Guitar\n');
    expect(await run(process.execPath, ['recipe-1.js'])).to.equal('1 Johnny Guitar\n');
    const { id: keyId, key } = await keyOf(service(), ofServiceAccount((await serviceAccount(service())).id));
    const withKey = () => run(process.execPath, ['recipe-2.js'], folder, { API_KEY: key });
    expect(await withKey()).to.equal('1 Johnny Guitar\n');
    await service()
      .service.container.get(ids.Keys)
      .manageKeys.remove(keyId, undefined, undefined, systemInitiator);
    expect(await withKey()).to.match(/^create another key: /);
    expect(await run(process.execPath, ['recipe-3.js'])).to.equal('signed in: admin@example.com\n');
    const { body } = await service().call('GET', '/api/v1/movies');
    expect(body.items).to.have.length(1);
    expect(body.items[0]).to.include({ description: 'A favourite.' });
  });

  it('has a module with its dependency for pages without a build', () => {
    const module = readFileSync(join(folder, 'node_modules/project-db-auth-client/dist/browser.js'), 'utf8');
    expect(module)
      .to.include('createClient')
      .and.to.not.match(/\b(from|import)\s*["']/);
  });
});
