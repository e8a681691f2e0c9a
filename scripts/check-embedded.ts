/**
 * Kills the service on its embedded database repeatedly with SIGKILL, and checks after the next start that every
 * acknowledged write is stored. The first 20 rounds kill it during its first start, the others under concurrent writers.
 *
 *     npm run check:embedded -- [rounds, 200]
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { kill, startBuild } from './built-service.js';

const rounds = Number(process.argv[2] ?? 200);
const firstStarts = Math.min(20, Math.ceil(rounds / 10));
const writers = 8;
const admin = { email: 'admin@example.com', password: 'a password for this check' };
const home = mkdtempSync(join(tmpdir(), 'check-embedded-'));
const json = { 'content-type': 'application/json' };

/** Starts the build with a data folder. */
const start = (folder: string, demo: boolean) =>
  startBuild(home, {
    DATA_DIR: join(home, folder),
    DEMO: String(demo),
    ADMIN__EMAIL: admin.email,
    ADMIN__PASSWORD: admin.password,
  });

let failedStarts = 0;
const restart = async (folder: string, demo: boolean) => {
  const { child, api } = start(folder, demo);
  try {
    return { child, api: await api };
  } catch (error) {
    failedStarts += 1;
    throw error;
  }
};

const token = async (api: string) => {
  const response = await fetch(`${api}/auth/login`, {
    method: 'POST',
    headers: json,
    body: JSON.stringify(admin),
  });
  return ((await response.json()) as { accessToken: string }).accessToken;
};

const startTimes: number[] = [];
const firstStart = async (round: number) => {
  const folder = `first-${round}`;
  const { child } = start(folder, true);
  await sleep(Math.random() * 8_000);
  await kill(child);
  const again = await restart(folder, true);
  const response = await fetch(`${again.api}/movies?limit=1&count=exact`);
  const { page } = (await response.json()) as { page: { total: number } };
  assert.equal(page.total, 3304, 'the sample is complete');
  assert.ok(await token(again.api), 'the first admin exists');
  await kill(again.child);
  rmSync(join(home, folder), { recursive: true });
};

/** The film of a writer, with the last acknowledged number and the last sent one. */
interface Film {
  readonly id: number;
  acknowledged: number;
  sent: number;
}
const films: Film[] = [];
let acknowledged = 0;
let lost = 0;

const write = async (api: string, headers: Record<string, string>) => {
  const create = { method: 'POST', headers, body: JSON.stringify({ title: 'Film', runtimeMinutes: 1 }) };
  const created = await fetch(`${api}/movies`, create);
  assert.equal(created.status, 201);
  const film: Film = { id: ((await created.json()) as { id: number }).id, acknowledged: 1, sent: 1 };
  films.push(film);
  for (;;) {
    acknowledged += 1;
    film.sent = film.acknowledged + 1;
    const change = { method: 'PATCH', headers, body: JSON.stringify({ runtimeMinutes: film.sent }) };
    const changed = await fetch(`${api}/movies/${film.id}`, change);
    assert.equal(changed.status, 200);
    film.acknowledged = film.sent;
  }
};

const checkFilms = async (api: string) => {
  for (const film of films) {
    const response = await fetch(`${api}/movies/${film.id}`);
    const { runtimeMinutes } = (await response.json()) as { runtimeMinutes?: number };
    const isStored = runtimeMinutes === film.acknowledged || runtimeMinutes === film.sent;
    if (!isStored) {
      lost += 1;
      console.error(`film ${film.id}: ${runtimeMinutes} instead of ${film.acknowledged} or ${film.sent}`);
    }
  }
  films.length = 0;
};

const underWriters = async () => {
  const began = performance.now();
  const { child, api } = await restart('writers', false);
  startTimes.push(performance.now() - began);
  await checkFilms(api);
  const headers = { ...json, authorization: `Bearer ${await token(api)}` };
  const writes = Array.from({ length: writers }, () => write(api, headers).catch(() => {}));
  await sleep(Math.random() * 1_500);
  await kill(child);
  await Promise.all(writes);
};

try {
  for (let round = 1; round <= rounds; round += 1) {
    await (round <= firstStarts ? firstStart(round) : underWriters());
    if (round % 20 === 0) console.log(`${round} rounds, ${acknowledged} writes acknowledged, ${lost} lost`);
  }
  const { child, api } = await restart('writers', false);
  await checkFilms(api);
  await kill(child);
} finally {
  rmSync(home, { recursive: true, force: true });
  const sorted = startTimes.sort((a, b) => a - b);
  const median = Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0);
  console.log(
    `${rounds} kills, ${firstStarts} of them during a first start: ${acknowledged} writes acknowledged, ${lost} lost, ` +
      `${failedStarts} starts failed; a start on an existing folder took ${median} ms (median)`,
  );
}
process.exit(lost + failedStarts === 0 ? 0 : 1);
