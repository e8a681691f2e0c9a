/**
 * ARGV: the history of the data that is asked for, by `master_replid`; empty: the server reports none. In the same call as the rest, since a server may
 * become a replica under an open connection, take over older data and be promoted again.
 */
const requireHistory = `
if ARGV[1] ~= '' then
  local info = redis.call('INFO', 'replication')
  local is_master = string.find(info, 'role:master', 1, true)
  if not is_master or not string.find(info, 'master_replid:' .. ARGV[1], 1, true) then
    return redis.error_reply('OTHERSERVER this is not the master any more that it was')
  end
end`;

/** KEYS: generations. */
const invalidate = `${requireHistory}
if #KEYS > 0 then redis.call('UNLINK', unpack(KEYS)) end
return 'OK'`;

/**
 * KEYS: the value, then its generations. ARGV: the history, seconds that a generation lives, and one to use where one is
 * missing.
 * A value is stored behind the generations it was read under, joined. Answers the value, or all generations that stand.
 */
const look = `${requireHistory}
local found = redis.call('MGET', unpack(KEYS))
local standing = {}
for i = 2, #KEYS do
  standing[i - 1] = found[i]
  if not found[i] then
    standing[i - 1] = ARGV[3]
    redis.call('SET', KEYS[i], ARGV[3], 'EX', ARGV[2])
  end
end
local prefix = table.concat(standing, ',') .. ';'
if found[1] and string.sub(found[1], 1, #prefix) == prefix then
  return string.sub(found[1], #prefix + 1)
end
return standing`;

/**
 * KEYS: the value, then its generations. ARGV: seconds that a generation lives, milliseconds that the value does, the generations of the
 * ticket, the value. A generation outlives every value that was stored under it.
 */
const keep = `
local standing = redis.call('MGET', unpack(KEYS, 2))
for i = 1, #standing do
  if standing[i] ~= ARGV[i + 2] then return 0 end
end
redis.call('SET', KEYS[1], table.concat(ARGV, ',', 3, #KEYS + 1) .. ';' .. ARGV[#ARGV], 'PX', ARGV[2])
for i = 2, #KEYS do redis.call('EXPIRE', KEYS[i], ARGV[1]) end
return 1`;

type Argument = string | number | Buffer;

/** The scripts as methods of an ioredis client; the answer of `lookBuffer` in bytes. */
export interface Scripts {
  lookBuffer(keys: number, ...keysAndArguments: Argument[]): Promise<Buffer | Buffer[]>;
  invalidate(keys: number, ...keysAndArguments: Argument[]): Promise<string>;
  keep(keys: number, ...keysAndArguments: Argument[]): Promise<number>;
}

export const scripts = { look: { lua: look }, invalidate: { lua: invalidate }, keep: { lua: keep } };
