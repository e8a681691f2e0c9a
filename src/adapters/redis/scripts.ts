/**
 * ARGV[1]: the expected `master_replid`, which identifies the history of the data; empty: the server reports none. Checked
 * inside each script, because a server can become a replica on an open connection, receive older data and be promoted
 * again.
 */
const requireHistory = `
if ARGV[1] ~= '' then
  local info = redis.call('INFO', 'replication')
  local is_master = string.find(info, 'role:master', 1, true)
  if not is_master or not string.find(info, 'master_replid:' .. ARGV[1], 1, true) then
    return redis.error_reply('OTHERSERVER the history of this server has changed')
  end
end`;

/** Removes generations. KEYS: generations. */
const invalidate = `${requireHistory}
if #KEYS > 0 then redis.call('UNLINK', unpack(KEYS)) end
return 'OK'`;

/**
 * Returns the value if it was stored under the current generations, or else the current generations. KEYS: the value, then
 * its generations. ARGV: the history, the TTL of generations in seconds, and the id of a generation that is missing.
 * A value is stored with a prefix: its generations, joined.
 */
const look = `${requireHistory}
local found = redis.call('MGET', unpack(KEYS))
local current = {}
for i = 2, #KEYS do
  current[i - 1] = found[i]
  if not found[i] then
    current[i - 1] = ARGV[3]
    redis.call('SET', KEYS[i], ARGV[3], 'EX', ARGV[2])
  end
end
local prefix = table.concat(current, ',') .. ';'
if found[1] and string.sub(found[1], 1, #prefix) == prefix then
  return string.sub(found[1], #prefix + 1)
end
return current`;

/**
 * Stores a value, unless one of its generations has changed. KEYS: the value, then its generations. ARGV: the TTL of
 * generations in seconds, the TTL of the value in milliseconds, the generations that the value was read under, the value.
 * A generation must outlive every value that is stored under it.
 */
const keep = `
local current = redis.call('MGET', unpack(KEYS, 2))
for i = 1, #current do
  if current[i] ~= ARGV[i + 2] then return 0 end
end
redis.call('SET', KEYS[1], table.concat(ARGV, ',', 3, #KEYS + 1) .. ';' .. ARGV[#ARGV], 'PX', ARGV[2])
for i = 2, #KEYS do redis.call('EXPIRE', KEYS[i], ARGV[1]) end
return 1`;

type Argument = string | number | Buffer;

/** The scripts as methods of an ioredis client. `lookBuffer` returns bytes. */
export interface Scripts {
  lookBuffer(keys: number, ...keysAndArguments: Argument[]): Promise<Buffer | Buffer[]>;
  invalidate(keys: number, ...keysAndArguments: Argument[]): Promise<string>;
  keep(keys: number, ...keysAndArguments: Argument[]): Promise<number>;
}

export const scripts = { look: { lua: look }, invalidate: { lua: invalidate }, keep: { lua: keep } };
