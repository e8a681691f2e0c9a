import { ReplyError } from 'ioredis';

/** Whether Redis has replied with an error, which shows that it is up. */
export const isErrorReply = (error: unknown): error is Error => error instanceof ReplyError;

/** Whether Redis has no memory left. It can then still delete and return keys. */
export const isOutOfMemory = (error: unknown): boolean =>
  isErrorReply(error) && error.message.includes('OOM');

/** A server that responds, but cannot be used; the message has the reason. */
export class UnusableServer extends Error {}

/** Returns why Redis cannot be used. Contains neither users nor addresses, because the readiness probe is public. */
export const redisReason = (error: Error): string => {
  if (error instanceof UnusableServer) return error.message;
  if (!isErrorReply(error)) return 'Redis cannot be reached, or does not respond in time';
  const [code = 'ERR'] = error.message.split(' ', 1);
  const permission = /permissions? to (run the '[^']+' command|access [\w ]+)/.exec(error.message)?.[1];
  if (permission !== undefined) return `Redis rejects a required command: no permission to ${permission}`;
  // The message of Redis 7.0, and that of later versions.
  const isInScript = /user executing the script can't|ACL failure in script/.test(error.message);
  return `Redis rejects a required command: ${isInScript ? 'no permission for all commands of a script' : code}`;
};

/** What to do about a reason that has no remedy of its own. The first match counts. */
const advice: readonly (readonly [reason: RegExp, text: string])[] = [
  [/WRONGPASS|NOAUTH|without any password/, 'Check REDIS__USERNAME and REDIS__PASSWORD'],
  [/permission/, 'docs/redis.md has the permissions of the Redis user'],
  [/replica/, 'Set REDIS__HOST and REDIS__PORT to its master'],
  [
    /cannot be reached|not connected/,
    'Check REDIS__HOST, REDIS__PORT and REDIS__TLS, and that Redis runs there',
  ],
];

/** Returns what an operator can do about a reason of `redisReason`; undefined: the reason says it. */
export const redisAdvice = (reason: string): string | undefined =>
  advice.find(([pattern]) => pattern.test(reason))?.[1];
