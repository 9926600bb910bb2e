/**
 * The Lua that Redis runs. Every script works on one hash tag, runs on Redis 6.2 and Valkey, and answers `lost` when what
 * it works on must be brought up to date before it is trusted: the mark is gone, was set by another server or before keys
 * were evicted, or says less than the caller knows from Kafka to be committed. Redis was emptied, restarted or failed over,
 * perhaps to a copy that was left behind and still bears a mark of its own.
 */

/**
 * The name of the server and of all that it still has: a new one at each start, at each promotion from replica to master, and
 * when keys were evicted, since any of them may have been a claim or a row. Marks end with it. A floor is what a mark must say
 * at least.
 *
 * A mark of another run still says how far its copy reaches, unless keys were evicted since, as far as can be seen.
 */
const SERVER = `
local run = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
  .. string.match(redis.call('INFO', 'replication'), 'master_replid:(%x+)')
local evicted = string.match(redis.call('INFO', 'stats'), 'evicted_keys:(%d+)')
local server = run .. '.' .. evicted
local function is_mine(mark) return mark and string.sub(mark, -#server) == server end
local function number_of(mark) return tonumber(string.match(mark or '', '^%d+') or '-1') end
local function is_current(mark, floor) return is_mine(mark) and number_of(mark) >= tonumber(floor) end
local function is_whole(mark)
  local of_run, before = string.match(mark or '', '(%x+)%.(%d+)$')
  return (of_run == run and before or '0') == evicted
end`;

/**
 * Takes back what says that something is there, where keys were evicted since it was written. It must not be believed later
 * either, when a restart has set the count of evictions to zero.
 */
const FORGETTING = `${SERVER}
local function forget_claims(mark, positions)
  if not is_whole(redis.call('GET', mark)) then redis.call('DEL', mark, positions) end
end
local function forget_rows(applied)
  local marks = redis.call('HGETALL', applied)
  for i = 1, #marks, 2 do
    if not is_whole(marks[i + 1]) then redis.call('HDEL', applied, marks[i]) end
  end
end`;

/** KEYS: mark, positions of claims, or the applied of a table */
export const FORGET = `${FORGETTING}
if #KEYS == 2 then forget_claims(KEYS[1], KEYS[2]) else forget_rows(KEYS[1]) end
return 'ok'`;

/** A rebuild goes on only on the server, and with all that it wrote there. It may take hours: each step keeps its token alive. */
const RESTORING = `${SERVER}
local function goes_on(token, life)
  if redis.call('GET', token) ~= server then return false end
  redis.call('PEXPIRE', token, life)
  return true
end`;

/** Notes which server a rebuild began on. KEYS: token, for claims their mark and positions  ARGV: life in milliseconds */
export const BEGIN = `${FORGETTING}
if #KEYS == 3 then forget_claims(KEYS[2], KEYS[3]) end
redis.call('SET', KEYS[1], server, 'PX', ARGV[1])
return 'ok'`;

/** Whether two fingerprints are of the same content: the rule of `isSameFingerprint` (`../fingerprint.ts`). */
const SAME_FINGERPRINT = `
local function is_same(one, other)
  if one == other then return true end
  local content, marks = string.match(one, '^([^.]*)(.*)$')
  local other_content, other_marks = string.match(other, '^([^.]*)(.*)$')
  if content ~= other_content then return false end
  if marks == '' or other_marks == '' then return true end
  for mark in string.gmatch(marks, '[^.]+') do
    if string.find(other_marks .. '.', '.' .. mark .. '.', 1, true) then return true end
  end
  return false
end`;

/**
 * First writer wins. A claim reads `fingerprint|origin|attempt|holder`; `holder` is where the claiming record stands.
 * Answers which rebuild the claims come from, and a digit a record: 0 ours, 1 duplicate, 2 conflict, 3 copy.
 *
 * The claims come as one text, a line each: sending them one by one costs more than all that is done with them. They
 * share the hash tag of the marker, so that a cluster finds them in one place.
 *
 * A claim whose origin is that of its holder leaves the origin out. A holder ends with the topic that it stands in, which
 * is no part of an origin.
 *
 * KEYS: mark, positions, when restoring the token
 * ARGV: life in seconds, claim or restore, prefix of the keys, lines of `id|claim`, an input partition and the offset below
 * which all of its records are claimed by now, then when restoring the token's life in milliseconds, when claiming input
 * partitions and their floors
 */
export const CLAIM = `${RESTORING}${SAME_FINGERPRINT}
local mark = redis.call('GET', KEYS[1])
if ARGV[2] == 'claim' then
  if not is_mine(mark) then return 'lost' end
  for i = 7, #ARGV, 2 do
    if number_of(redis.call('HGET', KEYS[2], ARGV[i])) < tonumber(ARGV[i + 1]) then return 'lost' end
  end
  redis.call('HSET', KEYS[2], ARGV[5], ARGV[6])
else
  if not goes_on(KEYS[3], ARGV[7]) then return 'lost' end
  if number_of(redis.call('HGET', KEYS[2], ARGV[5])) < tonumber(ARGV[6]) then
    redis.call('HSET', KEYS[2], ARGV[5], ARGV[6])
  end
end
local answers = {}
local function origin_of(origin, holder) return origin ~= '' and origin or string.match(holder, '^(.-)~') or holder end
for id, mine in string.gmatch(ARGV[4], '([^|\\n]+)|([^\\n]*)\\n') do
  local answer, key = '0', ARGV[3] .. id
  if not redis.call('SET', key, mine, 'NX', 'EX', ARGV[1]) then
    local pattern = '^(.-)|(.-)|(.-)|(.*)$'
    local fingerprint, origin, attempt, holder = string.match(redis.call('GET', key), pattern)
    local my_fingerprint, my_origin, my_attempt, my_holder = string.match(mine, pattern)
    origin, my_origin = origin_of(origin, holder), origin_of(my_origin, my_holder)
    if holder == my_holder then
      answer = '0'
    elseif origin == my_origin and tonumber(my_attempt) > tonumber(attempt) then
      redis.call('SET', key, mine, 'EX', ARGV[1])
    elseif not is_same(fingerprint, my_fingerprint) then
      answer = '2'
    elseif origin == my_origin and my_attempt ~= '0' then
      answer = '3'
    else
      answer = '1'
    end
  end
  answers[#answers + 1] = answer
end
return {mark or '', table.concat(answers)}`;

/** Whether claims made under a mark are still there. KEYS: mark  ARGV: the mark as it was */
export const STAND = `${SERVER}
if redis.call('GET', KEYS[1]) ~= ARGV[1] or not is_mine(ARGV[1]) then return 'lost' end
return 'ok'`;

/** Gives claims back that are still held by the given records. KEYS: claims…  ARGV: holders… */
export const RELEASE = `
local released = 0
for i = 1, #KEYS do
  local claim = redis.call('GET', KEYS[i])
  if claim and string.match(claim, '([^|]*)$') == ARGV[i] then released = released + redis.call('DEL', KEYS[i]) end
end
return released`;

/**
 * Marks a rebuild as complete, unless Redis was emptied or exchanged since it began. Its token lives on: what was
 * committed meanwhile is claimed afterwards.
 * KEYS: token, mark, positions  ARGV: token, then input partition and position, for each
 */
export const COMPLETE = `${SERVER}
if redis.call('GET', KEYS[1]) ~= server then return 'lost' end
redis.call('SET', KEYS[2], ARGV[1] .. ' ' .. server)
for i = 2, #ARGV, 2 do redis.call('HSET', KEYS[3], ARGV[i], ARGV[i + 1]) end
return 'ok'`;

/** How far each partition is applied: partition, next offset and whether this server wrote that. KEYS: applied */
export const APPLIED = `${FORGETTING}
forget_rows(KEYS[1])
local marks, found = redis.call('HGETALL', KEYS[1]), {}
for i = 1, #marks, 2 do
  found[#found + 1] = tonumber(marks[i])
  found[#found + 1] = number_of(marks[i + 1])
  found[#found + 1] = is_mine(marks[i + 1]) and 1 or 0
end
return found`;

/** Reads rows of a table. KEYS: applied, rows…  ARGV: for each partition that must be complete its number and floor */
export const READ = `${SERVER}
for i = 1, #ARGV, 2 do
  if not is_current(redis.call('HGET', KEYS[1], ARGV[i]), ARGV[i + 1]) then return 'lost' end
end
local rows = {}
for i = 2, #KEYS do rows[i - 1] = redis.call('GET', KEYS[i]) end
return rows`;

/**
 * Writes rows, each only over an older one, or over itself: its places among the due and the kinds may be gone. A row reads `offset:value`; an empty value is a tombstone, kept a week so
 * that an older row cannot come back.
 *
 * KEYS: applied, due set, kind set, the restore's token or whatever, rows…
 * ARGV: partition, next offset, owner or restore, the token's life in milliseconds, floor, then key, offset, value, due, kind a row
 */
export const APPLY = `${RESTORING}
local mark = redis.call('HGET', KEYS[1], ARGV[1])
local trusted = is_current(mark, ARGV[5])
if ARGV[3] == 'owner' then
  if not trusted then return 'lost' end
elseif not goes_on(KEYS[4], ARGV[4]) then
  return 'lost'
end
for i = 5, #KEYS do
  local at = 6 + (i - 5) * 5
  local key, offset, value, due, kind = ARGV[at], ARGV[at + 1], ARGV[at + 2], ARGV[at + 3], ARGV[at + 4]
  local known = string.match(redis.call('GETRANGE', KEYS[i], 0, 20), '^(%d+):')
  if not known or tonumber(known) <= tonumber(offset) then
    if value == '' then redis.call('SET', KEYS[i], offset .. ':', 'EX', 604800)
    else redis.call('SET', KEYS[i], offset .. ':' .. value) end
    if due == '' then redis.call('ZREM', KEYS[2], key) else redis.call('ZADD', KEYS[2], due, key) end
    if kind == '' then redis.call('ZREM', KEYS[3], key) else redis.call('ZADD', KEYS[3], kind, key) end
  end
end
if number_of(mark) < tonumber(ARGV[2]) then
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[2] .. ' ' .. (trusted and server or 'restoring'))
end
return 'ok'`;

/**
 * Says up to where a partition is applied, unless Redis was emptied or exchanged since the restore began.
 * KEYS: applied, token  ARGV: partition, next
 */
export const SEAL = `${SERVER}
if redis.call('GET', KEYS[2]) ~= server then return 'lost' end
local next = math.max(number_of(redis.call('HGET', KEYS[1], ARGV[1])), tonumber(ARGV[2]))
redis.call('HSET', KEYS[1], ARGV[1], string.format('%d', next) .. ' ' .. server)
redis.call('DEL', KEYS[2])
return 'ok'`;

/**
 * When the earliest row of a partition is due, nothing for never, then the keys whose time has come, earliest first.
 * KEYS: applied, due set  ARGV: partition, now, limit, floor
 */
export const DUE = `${SERVER}
if not is_current(redis.call('HGET', KEYS[1], ARGV[1]), ARGV[4]) then return 'lost' end
local due = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', ARGV[2], 'LIMIT', 0, ARGV[3])
table.insert(due, 1, redis.call('ZRANGE', KEYS[2], 0, 0, 'WITHSCORES')[2] or '')
return due`;
