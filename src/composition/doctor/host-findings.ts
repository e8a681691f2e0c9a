import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { SmtpMailer } from '../../adapters/mail/smtp-mailer.js';
import { listen } from '../listen.js';
import { isLoopback } from '../loopback.js';
import type { Settings } from '../settings.js';
import { type Finding, failure, ok, warning } from './finding.js';
import { freeBytes, notWritable } from './folders.js';

/** Milliseconds for each step of the conversation with a mail server. */
const mailTimeoutMs = 10_000;
/** Milliseconds for the response of the program that uses a port. */
const releaseTimeoutMs = 2_000;

/** Connects and logs in to the mail server, without sending anything. */
export const mailFindings = async (settings: Settings): Promise<Finding[]> => {
  const { NODE_ENV, SMTP__URL: url, MAIL__FROM: from, PUBLIC_URL: publicUrl } = settings;
  if (url === undefined || from === undefined)
    return NODE_ENV === 'development' ? [ok('mail', 'SMTP__URL is not set: emails are printed')] : [];
  const server = new URL(url).host;
  await new SmtpMailer({ url, from, publicUrl, timeout: mailTimeoutMs }).verify();
  return [
    ok('mail', `${server} accepts the connection${new URL(url).username === '' ? '' : ' and the login'}`),
  ];
};

/** What to do about a failure of the mail server. The first match counts. */
const mailAdvice: readonly (readonly [failure: RegExp, text: string])[] = [
  [/EAUTH/, 'Check the user and the password in SMTP__URL'],
  [
    /certificate/,
    'Set NODE_EXTRA_CA_CERTS to the file of its CA, or the host in SMTP__URL to the name in the certificate',
  ],
  [/./, 'Check SMTP__URL, and that this host may connect to the mail server'],
];

export const mailReason = (error: unknown): string => {
  const { message } = error as Error;
  return `${message}. ${mailAdvice.find(([pattern]) => pattern.test(message))?.[1]}`;
};

/** Bytes: less than these is a failure, or a warning. */
const [minFree, enoughFree] = [100_000_000, 1_000_000_000];
const inMegabytes = (bytes: number) => `${Math.floor(bytes / 1_000_000).toLocaleString('en')} MB`;

/** Checks the folders that the service writes to. */
export const diskFindings = async (settings: Settings): Promise<Finding[]> => {
  const { DB_URL, DATA_DIR, IMPORT__DIR, IMPORT__QUOTA_BYTES } = settings;
  const folders: readonly (readonly [folder: string, setting: string, use: string, enough: number])[] = [
    ...(DB_URL === undefined ? [[DATA_DIR, 'DATA_DIR', 'the embedded database', enoughFree] as const] : []),
    [tmpdir(), 'TMPDIR', 'exports', enoughFree],
    [IMPORT__DIR, 'IMPORT__DIR', 'uploaded files (IMPORT__QUOTA_BYTES)', IMPORT__QUOTA_BYTES],
  ];
  return Promise.all(
    folders.map(async ([folder, setting, use, enough]) => {
      // A start warns of TMPDIR by itself.
      const reason = setting === 'TMPDIR' ? undefined : notWritable(`${folder}/file`);
      if (reason !== undefined)
        return failure(
          'disk',
          `${setting}: ${reason}. Let this user write to it, or set ${setting} to another folder`,
        );
      const free = await freeBytes(folder);
      const text = `${inMegabytes(free)} are free in ${folder} (${setting}), for ${use}`;
      if (free >= enough) return ok('disk', text);
      return (free < minFree ? failure : warning)('disk', `${text}: ${inMegabytes(enough)} should be`);
    }),
  );
};

/** Checks whether the service can listen on its ports, or already does. */
export const portFindings = async (settings: Settings): Promise<Finding[]> => {
  const { HOST, PORT, METRICS__HOST, METRICS__PORT } = settings;
  const servers: Server[] = [];
  const examine = async (host: string, port: number, prefix: string, path: string, sign: RegExp) => {
    const server = createServer();
    try {
      await listen(server, host, port, prefix);
      // Open until all are checked: two of the settings may name the same port.
      servers.push(server);
      return ok('ports', `${host} port ${port} is free (${prefix}PORT)`);
    } catch (error) {
      const isTaken = ((error as Error).cause as NodeJS.ErrnoException).code === 'EADDRINUSE';
      const release = isTaken ? await releaseAt(host, port, path, sign) : undefined;
      if (release === undefined) return failure('ports', (error as Error).message);
      return ok('ports', `${host} port ${port} is used by this service, release ${release} (${prefix}PORT)`);
    }
  };
  try {
    const findings = [await examine(HOST, PORT, '', '/health/live', /"status":"live","version":"([^"]+)"/)];
    if (METRICS__PORT !== undefined)
      findings.push(
        await examine(
          METRICS__HOST,
          METRICS__PORT,
          'METRICS__',
          '/metrics',
          /^build_info\{version="([^"]+)"/m,
        ),
      );
    return findings;
  } finally {
    for (const server of servers) server.close();
  }
};

/** Returns the release of the service that uses a port; undefined: it is another program. */
const releaseAt = async (host: string, port: number, path: string, sign: RegExp) => {
  const name = ({ '0.0.0.0': '127.0.0.1', '::': '::1' } as Record<string, string>)[host] ?? host;
  const url = `http://${name.includes(':') ? `[${name}]` : name}:${port}${path}`;
  const stopping = new AbortController();
  // Not AbortSignal.timeout: it does not keep the process alive, and neither does a connection that was closed.
  const timer = setTimeout(() => stopping.abort(), releaseTimeoutMs);
  try {
    const response = await fetch(url, { signal: stopping.signal });
    return sign.exec(await response.text())?.[1];
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
};

/** Checks whether client addresses can be known. */
export const proxyFindings = ({ TRUST_PROXY, PUBLIC_URL, HOST }: Settings): Finding[] => {
  const isEverybody = TRUST_PROXY.some((proxy) => proxy.endsWith('/0'));
  const hasLocal = TRUST_PROXY.some(
    (proxy) => proxy === 'loopback' || isLoopback(proxy.split('/', 1)[0] ?? ''),
  );
  if (isEverybody)
    return [
      warning(
        'proxy',
        'TRUST_PROXY contains every address, so clients can forge theirs. Set it to the addresses of the proxy',
      ),
    ];
  if (TRUST_PROXY.length === 0 && PUBLIC_URL.startsWith('https:'))
    return [
      warning(
        'proxy',
        'PUBLIC_URL is an https origin, so a proxy is in front, but TRUST_PROXY is not set: all clients share one address ' +
          'and its limits. Set TRUST_PROXY to the address of the proxy',
      ),
    ];
  if (TRUST_PROXY.length > 0 && isLoopback(HOST) && !hasLocal)
    return [
      warning(
        'proxy',
        `TRUST_PROXY has no address of this machine, but only this machine can connect to HOST ${HOST}. Add loopback`,
      ),
    ];
  return [
    ok(
      'proxy',
      TRUST_PROXY.length === 0
        ? 'none is trusted: X-Forwarded-For is ignored'
        : `X-Forwarded-For is used if it comes from ${TRUST_PROXY.join(', ')}`,
    ),
  ];
};
