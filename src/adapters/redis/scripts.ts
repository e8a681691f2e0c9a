/**
 * KEYS: the value, then its generations. ARGV: seconds that a generation lives, and one to use where one is missing.
 * A value is stored behind the generations it was read under, joined. Answers the value, or all generations that stand.
 */
const look = `
local found = redis.call('MGET', unpack(KEYS))
local standing = {}
for i = 2, #KEYS do
  standing[i - 1] = found[i]
  if not found[i] then
    standing[i - 1] = ARGV[2]
    redis.call('SET', KEYS[i], ARGV[2], 'EX', ARGV[1])
  end
end
local prefix = table.concat(standing, ',') .. ';'
if found[1] and string.sub(found[1], 1, #prefix) == prefix then
  return string.sub(found[1], #prefix + 1)
end
return standing`;

/**
 * KEYS as above. ARGV: seconds that a generation lives, milliseconds that the value does, the generations of the
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
  keep(keys: number, ...keysAndArguments: Argument[]): Promise<number>;
}

export const scripts = { look: { lua: look }, keep: { lua: keep } };
