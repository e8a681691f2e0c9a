/**
 * Restarts two instances of the build one after the other, behind nginx with the configuration of docs/operations.md,
 * while clients send GET and POST requests over keep-alive connections. Fails if a request gets no response or an
 * unexpected status. Uses nginx, and installs it if it is missing (as root on Debian).
 *
 *     npm run check:rolling-restart -- [rounds, 3] [clients, 20]
 */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../test/support/free-port.js';
import { binariesOf } from '../test/support/servers/binaries.js';
import { createTestDatabase, dropTestDatabases } from '../test/support/servers/databases.js';
import { redisUrl, stopServers } from '../test/support/servers/servers.js';
import { kill, startBuild } from './built-service.js';

const rounds = Number(process.argv[2] ?? 3);
const clients = Number(process.argv[3] ?? 20);
const admin = { email: 'admin@example.com', password: 'a password for this check' };
const home = mkdtempSync(join(tmpdir(), 'check-rolling-restart-'));
const children = new Set<ChildProcess>();
let nginx: ChildProcess | undefined;

/** Returns the documented configuration, with the addresses of this run. */
const nginxConfiguration = (port: number, ports: readonly number[]): string => {
  const documented = readFileSync(new URL('../docs/operations.md', import.meta.url), 'utf8');
  const [, recipe = ''] = /```nginx\n(.*?)```/s.exec(documented) ?? [];
  const site = recipe
    .replace('10.0.0.1:8000', `127.0.0.1:${ports[0]}`)
    .replace('10.0.0.2:8000', `127.0.0.1:${ports[1]}`)
    .replace('listen 80;', `listen 127.0.0.1:${port};`);
  for (const used of [port, ...ports]) assert.ok(site.includes(`127.0.0.1:${used}`), recipe);
  const folders = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${home}/${name};`,
  );
  return `daemon off; pid ${home}/nginx.pid; error_log ${home}/error.log warn;
events { worker_connections 1024; }
http { access_log off; ${folders.join(' ')}
${site}}`;
};

const startNginx = async (port: number, ports: readonly number[]) => {
  const program = join(await binariesOf('nginx'), 'nginx');
  const file = join(home, 'nginx.conf');
  writeFileSync(file, nginxConfiguration(port, ports));
  return spawn(program, ['-e', join(home, 'error.log'), '-c', file], { stdio: 'inherit' });
};

const startInstance = async (env: Record<string, string>) => {
  const { child, api } = startBuild(home, env);
  children.add(child);
  await api;
  return child;
};

const send = (agent: Agent, url: string, method: string, headers: Record<string, string>, body?: object) =>
  new Promise<{ status: number | undefined; body: unknown }>((resolve, reject) => {
    const sent = request(url, { method, agent, headers }, (response) => {
      json(response).then((read) => resolve({ status: response.statusCode, body: read }), reject);
    });
    sent.once('error', reject).end(body && JSON.stringify(body));
  });

try {
  const database = await createTestDatabase();
  const { hostname, port: redisPort } = new URL(await redisUrl());
  const [front = 0, ...ports] = [await freePort(), await freePort(), await freePort()];
  const environmentOf = (port: number) => ({
    PORT: String(port),
    DB_URL: database.url,
    REDIS__HOST: hostname,
    REDIS__PORT: redisPort,
    ADMIN__EMAIL: admin.email,
    ADMIN__PASSWORD: admin.password,
    LOG__LEVEL: 'info',
    SHUTDOWN__GRACE_SECONDS: '5',
  });
  const instances: ChildProcess[] = [];
  for (const port of ports) instances.push(await startInstance(environmentOf(port)));
  nginx = await startNginx(front, ports);

  const api = `http://127.0.0.1:${front}/api/v1`;
  const contentType = { 'content-type': 'application/json' };
  let token = '';
  while (token === '') {
    const response = await fetch(`${api}/auth/login`, {
      method: 'POST',
      headers: contentType,
      body: JSON.stringify(admin),
    }).catch(() => undefined);
    if (response?.ok) token = ((await response.json()) as { accessToken: string }).accessToken;
    else await sleep(50);
  }

  const count = { GET: 0, POST: 0 };
  const lost: string[] = [];
  let isOver = false;
  const client = async (name: number) => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const headers = { ...contentType, authorization: `Bearer ${token}` };
    for (let i = 0; !isOver; i += 1) {
      const [method, path, wanted] = i % 2 ? ['GET', '/authors?limit=1', 200] : ['POST', '/authors', 201];
      const body = i % 2 ? undefined : { name: `Author ${name} ${i}` };
      count[method as 'GET' | 'POST'] += 1;
      try {
        const response = await send(agent, `${api}${path}`, String(method), headers, body);
        if (response.status !== wanted)
          lost.push(`${method}: ${response.status} ${JSON.stringify(response.body)}`);
      } catch (error) {
        lost.push(`${method}: ${(error as Error).message}`);
      }
      await sleep(Math.random() * 50);
    }
    agent.destroy();
  };
  const running = Array.from({ length: clients }, (_, name) => client(name));
  for (let round = 1; round <= rounds; round += 1) {
    for (const [i, port] of ports.entries()) {
      await sleep(1_000);
      const child = instances[i] as ChildProcess;
      child.kill('SIGTERM');
      const [code] = await once(child, 'exit');
      assert.equal(code, 0, 'an instance exited with another code than 0');
      instances[i] = await startInstance(environmentOf(port));
    }
    console.log(
      `round ${round}: ${count.GET} GET and ${count.POST} POST requests until now, ${lost.length} lost`,
    );
  }
  await sleep(1_000);
  isOver = true;
  await Promise.all(running);
  for (const line of lost.slice(0, 20)) console.error(line);
  console.log(
    `${2 * rounds} restarts: of ${count.GET} GET and ${count.POST} POST requests, ${lost.length} were lost`,
  );
  if (lost.length > 0) process.exitCode = 1;
} finally {
  for (const child of children) await kill(child);
  // Not with SIGKILL, which would leave its worker running.
  if (nginx?.kill('SIGTERM')) await once(nginx, 'exit');
  await dropTestDatabases();
  await stopServers();
  rmSync(home, { recursive: true, force: true });
}
