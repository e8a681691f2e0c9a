/**
 * Builds and runs compose.yaml, in a separate project with its own secrets, and checks the containers. Removes everything
 * at the end, also after a failure. `--keep-images` keeps the built images.
 *
 *     npm run check:containers -- [--keep-images]
 *
 * BASE_IMAGE, POSTGRES_IMAGE and REDIS_IMAGE replace the images of compose.yaml.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import {
  adminEmail,
  compose,
  docker,
  healthy,
  type Instance,
  idOf,
  inspect,
  instances,
  makeSecrets,
  removeAll,
  requireEngine,
  secret,
  secretsFolder,
  services,
  up,
  urlOf,
} from './compose-project.js';

const keepsImages = process.argv.includes('--keep-images');
const began = performance.now();
const ok = (what: string) => {
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(`${seconds.padStart(5)} s  ${what}`);
};

const callUrl = async (url: string, method: string, token?: string, body?: object | string) => {
  const isFile = typeof body === 'string';
  const response = await fetch(url, {
    method,
    headers: {
      ...(token && { authorization: `Bearer ${token}` }),
      ...(body && { 'content-type': isFile ? 'application/octet-stream' : 'application/json' }),
    },
    ...(body && { body: isFile ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  assert.ok(response.ok, `${method} ${url}: ${response.status} ${text}`);
  return JSON.parse(text);
};

const call = async (name: Instance, method: string, path: string, token?: string, body?: object) =>
  callUrl(`${await urlOf(name)}${path}`, method, token, body);

const ready = async () => {
  const checks = { database: 'up', cache: 'up', limits: 'up', migrations: 'up' };
  for (const name of instances) {
    assert.deepEqual(await call(name, 'GET', '/health/ready'), { status: 'ready', checks });
    assert.match(await docker('logs', idOf(name)), /"runsOn":"Postgres, Redis"/);
  }
  ok('both instances are healthy and ready, on Postgres and Redis');
};

const notRoot = async () => {
  for (const name of services) {
    const status = await docker('exec', idOf(name), 'cat', '/proc/1/status');
    assert.match(status, /^Uid:(\t[1-9]\d*){4}$/m, `${name} runs as root`);
  }
  ok('no process runs as root');
};

const noDevelopmentDependency = async () => {
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
  const folders = Object.keys(packages).filter((folder) => packages[folder].dev);
  assert.ok(folders.includes('node_modules/typescript') && folders.includes('node_modules/mocha'));
  const list = 'process.argv.slice(1).filter((folder) => fs.existsSync(folder)).join()';
  const command = ['exec', '--workdir', '/app', idOf('api-1'), 'node', '--print', list];
  const found = await docker(...command, 'node_modules/express', ...folders);
  assert.equal(found, 'node_modules/express', 'the image has development dependencies');
  ok(`the image has none of the ${folders.length} development dependencies of package-lock.json`);
};

const noSecretIsShown = async () => {
  const outputs = [await compose('logs', '--no-color')];
  for (const name of services) {
    const id = idOf(name);
    const image = await inspect(id, '{{.Image}}');
    outputs.push(await docker('inspect', id, image), await docker('history', '--no-trunc', image));
    outputs.push(await docker('exec', id, 'env'), await docker('exec', id, 'cat', '/proc/1/cmdline'));
  }
  for (const name of instances) outputs.push(await docker('exec', idOf(name), 'cat', '/proc/1/environ'));
  const all = outputs.join('\n');
  assert.match(all, /DB_URL_FILE=\/run\/secrets\/db_url/);
  for (const name of readdirSync(secretsFolder).filter((file) => file !== 'public.pem')) {
    const lines = secret(name).split('\n');
    const secretLines = lines.filter((line) => line.length > 20 && !line.startsWith('-----'));
    assert.ok(secretLines.length > 0);
    for (const line of secretLines) assert.ok(!all.includes(line), `the secret ${name} is shown`);
  }
  ok('no secret is in docker inspect, docker history, the logs, an environment or arguments');
};

const logIn = async (name: Instance): Promise<string> => {
  const credentials = { email: adminEmail, password: secret('admin_password') };
  return (await call(name, 'POST', '/api/v1/auth/login', undefined, credentials)).accessToken;
};

/** @returns the path of the created author, who is now named `Agnès Varda` */
const writeAndRead = async (): Promise<string> => {
  const token = await logIn('api-1');
  const draft = { name: 'A. Varda', birthYear: 1927 };
  const path = `/api/v1/authors/${(await call('api-1', 'POST', '/api/v1/authors', token, draft)).id}`;
  // After these reads, both instances have it in the cache.
  for (const name of instances) assert.equal((await call(name, 'GET', path)).name, draft.name);
  await call('api-1', 'PATCH', path, token, { birthYear: 1928 });
  assert.equal((await call('api-2', 'GET', path)).birthYear, 1928);
  await call('api-2', 'PATCH', path, token, { name: 'Agnès Varda' });
  assert.equal((await call('api-1', 'GET', path)).name, 'Agnès Varda');
  ok('a write through either instance is visible through the other at once');
  return path;
};

/** Platforms such as OpenShift choose the user of a container. Its group is 0. */
const anyUser = async () => {
  const options = ['--detach', '--no-deps', '--service-ports', '--user', '12345:0'];
  const id = await compose('run', ...options, 'api-1');
  try {
    await healthy([id]);
    assert.equal(await inspect(id, '{{.HostConfig.ReadonlyRootfs}}'), 'true');
    const status = await docker('exec', id, 'cat', '/proc/1/status');
    assert.match(status, /^Uid:(\t12345){4}$/m);
    assert.match(status, /^CapEff:\t0+$/m);
    await assert.rejects(docker('exec', id, 'touch', '/app/file'), /Read-only file system/);
    // Both write temporary files.
    const api = `http://${await docker('port', id, '8000')}/api/v1`;
    const token = await logIn('api-1');
    const { id: job } = await callUrl(`${api}/imports`, 'POST', token, {
      name: 'authors.csv',
      options: { kind: 'authors' },
    });
    await callUrl(`${api}/imports/${job}/file`, 'PUT', token, 'sourceId,name\n1,Maya Deren\n');
    const exported = await callUrl(`${api}/authors/export?format=ndjson`, 'GET', token);
    assert.equal(exported.name, 'Agnès Varda');
  } finally {
    await docker('rm', '--force', '--volumes', id);
  }
  ok(
    'as any other user, with the root file system read-only, an instance is healthy, takes an upload, and exports',
  );
};

const stops = async () => {
  const stopping = performance.now();
  await docker('stop', idOf('api-1'));
  const took = Math.round(performance.now() - stopping);
  assert.equal(await inspect(idOf('api-1'), '{{.State.ExitCode}}'), '0', 'exit code');
  // SHUTDOWN__GRACE_SECONDS, and three seconds for idle connections.
  assert.ok(took < 15_000, `it took ${took} ms to stop`);
  await call('api-2', 'GET', '/health/ready');
  ok(`docker stop ends an instance with exit code 0, in ${took} ms, and the other one continues`);
};

const survives = async (path: string) => {
  await compose('down');
  await up();
  for (const name of instances) {
    assert.equal((await call(name, 'GET', path)).name, 'Agnès Varda');
    await logIn(name);
  }
  ok('after down and up, the data and the account still exist');
};

await requireEngine().catch(({ message }: Error) => {
  console.error(`The containers cannot be checked: ${message}.`);
  process.exit(1);
});
try {
  await removeAll();
  await makeSecrets();
  await up('--build');
  ok('the image is built, and all services are up');
  await ready();
  await notRoot();
  await noDevelopmentDependency();
  await noSecretIsShown();
  const path = await writeAndRead();
  await anyUser();
  await stops();
  await survives(path);
} catch (error) {
  process.exitCode = 1;
  console.error(await compose('logs', '--no-color', '--tail=20').catch(() => ''));
  console.error(`The check of the containers failed: ${(error as Error).message}`);
} finally {
  await removeAll(...(keepsImages ? [] : ['--rmi', 'local']));
  ok(`everything is removed${keepsImages ? ' but the images' : ''}`);
}
