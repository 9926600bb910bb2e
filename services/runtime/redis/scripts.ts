/**
 * The Lua that Redis runs. Every script works on one hash tag, runs on Redis 6.2 and Valkey, and answers `lost` when
 * the marker of what it works on is gone: Redis was emptied, and what it holds must be rebuilt before it is trusted.
 */

/**
 * First writer wins. A claim reads `fingerprint|origin|attempt|holder`; `holder` is where the claiming record stands.
 * Answers which rebuild the claims come from, and a digit a record: 0 ours, 1 duplicate, 2 conflict, 3 copy.
 *
 * The claims come as one text, a line each: sending them one by one costs more than all that is done with them. They
 * share the hash tag of the marker, so that a cluster finds them in one place.
 *
 * KEYS: alive marker   ARGV: life in seconds, claim or restore, prefix of the keys, lines of `id|claim`
 */
export const CLAIM = `
local rebuild = redis.call('GET', KEYS[1])
if ARGV[2] == 'claim' and not rebuild then return 'lost' end
local answers = {}
for id, mine in string.gmatch(ARGV[4], '([^|\\n]+)|([^\\n]*)\\n') do
  local answer, key = '0', ARGV[3] .. id
  if not redis.call('SET', key, mine, 'NX', 'EX', ARGV[1]) then
    local pattern = '^(.-)|(.-)|(.-)|(.*)$'
    local fingerprint, origin, attempt, holder = string.match(redis.call('GET', key), pattern)
    local my_fingerprint, my_origin, my_attempt, my_holder = string.match(mine, pattern)
    if holder == my_holder then
      answer = '0'
    elseif origin == my_origin and tonumber(my_attempt) > tonumber(attempt) then
      redis.call('SET', key, mine, 'EX', ARGV[1])
    elseif fingerprint ~= my_fingerprint then
      answer = '2'
    elseif origin == my_origin then
      answer = '3'
    else
      answer = '1'
    end
  end
  answers[#answers + 1] = answer
end
return {rebuild, table.concat(answers)}`;

/** Gives claims back that are still held by the given records. KEYS: claims…  ARGV: holders… */
export const RELEASE = `
local released = 0
for i = 1, #KEYS do
  local claim = redis.call('GET', KEYS[i])
  if claim and string.match(claim, '([^|]*)$') == ARGV[i] then released = released + redis.call('DEL', KEYS[i]) end
end
return released`;

/** Marks a rebuild as complete, unless Redis was emptied since it began. KEYS: token, marker  ARGV: token */
export const COMPLETE = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 'lost' end
redis.call('SET', KEYS[2], ARGV[1])
redis.call('DEL', KEYS[1])
return 'ok'`;

/** Reads rows of a table. KEYS: applied, rows…  ARGV: partitions that must be complete… */
export const READ = `
for i = 1, #ARGV do
  if redis.call('HEXISTS', KEYS[1], ARGV[i]) == 0 then return 'lost' end
end
local rows = {}
for i = 2, #KEYS do rows[i - 1] = redis.call('GET', KEYS[i]) end
return rows`;

/**
 * Writes rows, each only over an older one. A row reads `offset:value`; an empty value is a tombstone, kept a week so
 * that an older row cannot come back.
 *
 * KEYS: applied, due set, kind set, rows…
 * ARGV: partition, next offset, owner or restore, then key, offset, value, due, kind a row
 */
export const APPLY = `
local restoring = ARGV[3] == 'restore'
if not restoring and redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 then return 'lost' end
for i = 4, #KEYS do
  local at = 4 + (i - 4) * 5
  local key, offset, value, due, kind = ARGV[at], ARGV[at + 1], ARGV[at + 2], ARGV[at + 3], ARGV[at + 4]
  local known = string.match(redis.call('GETRANGE', KEYS[i], 0, 20), '^(%d+):')
  if not known or tonumber(known) < tonumber(offset) then
    if value == '' then redis.call('SET', KEYS[i], offset .. ':', 'EX', 604800)
    else redis.call('SET', KEYS[i], offset .. ':' .. value) end
    if due == '' then redis.call('ZREM', KEYS[2], key) else redis.call('ZADD', KEYS[2], due, key) end
    if kind == '' then redis.call('ZREM', KEYS[3], key) else redis.call('ZADD', KEYS[3], kind, key) end
  end
end
if not restoring then
  local applied = tonumber(redis.call('HGET', KEYS[1], ARGV[1]))
  if applied < tonumber(ARGV[2]) then redis.call('HSET', KEYS[1], ARGV[1], ARGV[2]) end
end
return 'ok'`;

/** Says up to where a partition is applied, unless Redis was emptied since. KEYS: applied, token  ARGV: partition, next, token */
export const SEAL = `
if redis.call('GET', KEYS[2]) ~= ARGV[3] then return 'lost' end
local applied = tonumber(redis.call('HGET', KEYS[1], ARGV[1]) or '-1')
if applied < tonumber(ARGV[2]) then redis.call('HSET', KEYS[1], ARGV[1], ARGV[2]) end
redis.call('DEL', KEYS[2])
return 'ok'`;
