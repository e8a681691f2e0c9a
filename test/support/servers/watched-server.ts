import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../free-port.js';
import { serverUser } from './binaries.js';

/** A server started from this machine's binaries on a free loopback port. */
export interface OwnServer {
  readonly url: string;
  readonly port: number;
  /** Process id of the server, not of its watchdog. Tests send it SIGSTOP, SIGCONT or SIGKILL. */
  readonly pid: number;
  readonly version: string;
  /** Stops it and removes its folder, even if it was paused or killed. */
  stop(): Promise<void>;
}

/** How to start a server. `ready` matches its log when it accepts connections, and captures its version. */
export interface ServerPlan {
  readonly url: string;
  readonly command: string[];
  readonly ready: RegExp;
}

/**
 * Runs a server until standard input closes. The kernel closes it even if the test process is killed. Then sends SIGINT
 * for up to five seconds, so that the server shuts down cleanly: a killed Postgres would leave shared memory behind.
 * SIGINT is repeated because initdb may not have started the server yet, with SIGCONT because a paused server receives no
 * other signal. The second `rm` removes files that children of a killed server have written meanwhile.
 */
const WATCHDOG = `
  folder=$1; shift
  exec 3<&0 2>&1
  "$@" &
  server=$!
  echo "server pid $server"
  (
    read -r _ <&3
    i=0
    while [ $((i += 1)) -le 50 ] && kill -INT $server; do kill -CONT $server; sleep 0.1; done
    kill -KILL $server
  ) >/dev/null 2>&1 &
  wait $server
  kill $! 2>/dev/null
  rm -rf "$folder" || { sleep 1; rm -rf "$folder"; }`;

const running = new Set<OwnServer>();

/** Stops every server that still runs. */
export async function stopOwnServers(): Promise<void> {
  await Promise.all([...running].map((server) => server.stop()));
}

/**
 * Starts a server in a temporary folder, its working directory. Returns it when it accepts connections.
 *
 * @throws Error with the server's log, if it ended before
 */
export async function startServer(
  plan: (port: number, folder: string) => Promise<ServerPlan>,
  attempts = 3,
): Promise<OwnServer> {
  const user = await serverUser();
  // Another process may take the port before the server does: then it tries another one.
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'test-server-'));
  const { url, command, ready } = await plan(port, folder);
  if (user.uid !== undefined && user.gid !== undefined) await chown(folder, user.uid, user.gid);

  // detached: Ctrl-C in a terminal must reach only the test process, which then stops its servers
  const watchdog = spawn('sh', ['-c', WATCHDOG, 'sh', folder, ...command], {
    ...user,
    cwd: folder,
    detached: true,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const closed = once(watchdog, 'close');
  let log = '';
  const started = new Promise<string>((resolve) => {
    watchdog.stdout.setEncoding('utf8').on('data', (text: string) => {
      log += text;
      const version = ready.exec(log)?.[1];
      if (version) resolve(version);
    });
  });
  const version = await Promise.race([started, closed.then(() => undefined)]);
  if (version === undefined) {
    if (attempts > 1 && /address already in use/i.test(log)) return startServer(plan, attempts - 1);
    throw new Error(`${command.join(' ')} did not start:\n${log}`);
  }
  const stop = async () => {
    running.delete(server);
    watchdog.stdin.destroy();
    await closed;
  };
  const server = { url, port, version, stop, pid: Number(/^server pid (\d+)$/m.exec(log)?.[1]) };
  running.add(server);
  return server;
}
