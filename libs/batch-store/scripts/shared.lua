-- Begins every script. All keys of one model lie in one hash slot.
-- KEYS[1] meta       hash: founded (the generation of this memory: when it began, epoch ms)
-- KEYS[2] fate:new   hash: id -> e (emitted) | r|batch|owner|until (running) | d (done); '' -> since when it holds every fact
-- KEYS[3] fate:old   hash: the same of the time before fate:new
-- KEYS[4] request    hash: id -> the request as JSON
-- KEYS[5] place      hash: id -> w|group (waits) | o|group (waits, and is known to be in no batch) | b|batch (in a leased batch)
-- KEYS[6] due        zset: group -> when its batch has to leave at its present size
-- KEYS[7] group      hash: <group>|size, |route, |slack, |bytes of a group that holds requests
-- KEYS[8] lease      zset: batch -> end of its lease
-- KEYS[9] batch      hash: batch -> JSON of group, route, reason, ids, open, due
-- ARGV[1] nowMs  ARGV[2] rotateMs
-- Lists of ids are read and written by one command each; their length is bounded by the callers.
-- Any key may be lost or evicted by itself: what only agrees in part counts as unknown, and is pushed again.
local meta, fateNew, fateOld = KEYS[1], KEYS[2], KEYS[3]
local requests, places, due, groups, leases, batches = KEYS[4], KEYS[5], KEYS[6], KEYS[7], KEYS[8], KEYS[9]
local now, rotateMs = tonumber(ARGV[1]), tonumber(ARGV[2])

-- What is left of a model that no script is called for vanishes: facts later than meta, so that the next generation tells of it.
local keepMetaMs, keepFactsMs = 30 * rotateMs, 60 * rotateMs
-- How far clocks may differ, and how long a request may be on its way from the broker, ms.
local clockMarginMs = 5000
-- Field of the facts that says since when they are complete; no id is empty.
local since = ''

-- A key of another type was left by somebody else: it stops a script before that wrote anything, and is named. (Redis itself
-- refuses a script for want of memory at its first write only, or not at all where that frees some.)
local function checkType(wanted, ...)
  for _, key in ipairs({ ... }) do
    local found = redis.call('TYPE', key).ok
    if found ~= wanted and found ~= 'none' then
      error('WRONGTYPE ' .. key .. ' is a ' .. found .. ' and has to be a ' .. wanted, 0)
    end
  end
end

-- Asked first by the scripts that go by the buffers; facts are told and asked for without them.
local function checkBuffers(...)
  checkType('hash', requests, places, groups, batches)
  checkType('zset', due, leases, ...)
end

checkType('hash', meta, fateNew, fateOld)

-- A time that is kept, as text; nil where there is none.
local function timeIn(key, field)
  local time = redis.call('HGET', key, field)
  return time and tonumber(time) and time or nil
end

-- The first script on an empty store begins a generation.
local founded = timeIn(meta, 'founded')
if not founded then
  founded = ARGV[1]
  redis.call('HSET', meta, 'founded', founded)
  redis.call('PEXPIRE', meta, keepMetaMs)
end

-- Facts age out in two steps, and tell themselves since when they are complete: facts that were lost alone are noticed.
local rotated = timeIn(fateNew, since)
local known = rotated and timeIn(fateOld, since) or rotated
if not rotated or now - tonumber(rotated) >= rotateMs then
  -- Unlinked, so that Redis does not stand still to free them.
  redis.call('UNLINK', fateOld)
  if rotated then redis.call('RENAME', fateNew, fateOld) end
  known, rotated = rotated or ARGV[1], ARGV[1]
  redis.call('HSET', fateNew, since, rotated)
  redis.call('PEXPIRE', meta, keepMetaMs)
  redis.call('PEXPIRE', fateNew, keepFactsMs)
  redis.call('PEXPIRE', fateOld, keepFactsMs)
end

local function reply(...)
  return { founded, known, ... }
end

-- What ARGV holds from `first` on.
local function argsFrom(first)
  return { unpack(ARGV, first) }
end

-- Fields of a hash, in order; false for one that is not there.
local function getAll(key, fields)
  if #fields == 0 then return {} end
  return redis.call('HMGET', key, unpack(fields))
end

-- What is known of each id; false of an id about which nothing is.
local function fatesOf(ids)
  local fates, older = getAll(fateNew, ids), getAll(fateOld, ids)
  for index = 1, #ids do
    fates[index] = fates[index] or older[index]
  end
  return fates
end

-- Sets fields of a hash, given alternating with their values.
local function setAll(key, pairs)
  if #pairs > 0 then redis.call('HSET', key, unpack(pairs)) end
end

-- Sets what is known of ids, given alternating with their fates.
local function setFates(pairs)
  if #pairs == 0 then return end
  setAll(fateNew, pairs)
  redis.call('PEXPIRE', fateNew, keepFactsMs)
end

-- The requests need no buffer any more. What somebody else left in its place holds none of them.
local function forget(ids)
  if #ids == 0 then return end
  redis.pcall('HDEL', requests, unpack(ids))
  redis.pcall('HDEL', places, unpack(ids))
end

-- Absence of a fact proves something only of requests that arrived since facts are complete.
local function isKnownOpen(arrivedAtMs)
  return tonumber(arrivedAtMs) >= tonumber(known) + clockMarginMs
end

local function isLeased(place)
  return string.sub(place, 1, 1) == 'b'
end

-- The group that an id waits in, or the batch that it is leased with.
local function whereOf(place)
  return string.sub(place, 3)
end

-- A group's buffer, in the slot of the other keys. A script that acts on one group is given it as KEYS[10].
local function waitingOf(group)
  return string.sub(meta, 1, -#'meta' - 1) .. 'waiting:' .. group
end

-- 'waiting' or 'held', and until when; nil where something is missing of what makes the request leave.
local function standing(id, place)
  if not place or redis.call('HEXISTS', requests, id) == 0 then return nil end
  local where = whereOf(place)
  if isLeased(place) then
    local leasedUntil = redis.call('HEXISTS', batches, where) == 1 and redis.call('ZSCORE', leases, where)
    if leasedUntil then return 'held', leasedUntil end
    return nil
  end
  local waiting = waitingOf(where)
  local isBuffer = redis.call('TYPE', waiting).ok == 'zset'
  local dueAt = isBuffer and redis.call('ZSCORE', waiting, id) and redis.call('ZSCORE', due, where)
  if dueAt then return 'waiting', dueAt end
  return nil
end

-- Ids and payloads of a batch, alternating; ids without payload are in an emitted batch already.
local function contents(ids)
  local payloads = getAll(requests, ids)
  local parts = {}
  for index, id in ipairs(ids) do
    if payloads[index] then
      parts[#parts + 1] = id
      parts[#parts + 1] = payloads[index]
    end
  end
  return parts
end

-- What a batch of `count` requests may wait beyond the flush times of its members, ms.
local function slackOf(slacks, count)
  local size = 0
  for slack in string.gmatch(slacks or '', '[^,]+') do
    size = size + 1
    if size == count then return tonumber(slack) or 0 end
  end
  return 0
end

-- Sets when a group's batch has to leave: the earliest flush time in it, and what its size leaves. False where nothing waits.
local function schedule(waiting, group)
  local first = redis.call('ZRANGE', waiting, 0, 0, 'WITHSCORES')[2]
  if not first then return false end
  local slack = slackOf(redis.call('HGET', groups, group .. '|slack'), redis.call('ZCARD', waiting))
  local at = slack == 0 and first or string.format('%.17g', tonumber(first) + slack)
  redis.call('ZADD', due, at, group)
  return at
end

-- The group holds nothing any more. What is not known of it cannot leave as a batch: its requests become unknown.
local function forgetGroup(waiting, group)
  redis.call('UNLINK', waiting)
  redis.call('ZREM', due, group)
  redis.call('HDEL', groups, group .. '|size', group .. '|route', group .. '|slack', group .. '|bytes')
end

-- Of a group's buffer no more is looked at by one cut: Lua takes so many at once, and what is left is cut next.
local mostFront = 1000

-- Takes the front of a group's buffer out: ids, ids and payloads alternating, up to `size` requests and `maxBytes`, their
-- bytes, and whether all are known to be in no batch. What has no payload or has moved elsewhere is merely dropped.
local function takeFront(waiting, group, size, maxBytes)
  local front = redis.call('ZRANGE', waiting, 0, mostFront - 1)
  if #front == 0 then return {}, {}, 0, false end
  local payloads, placesOf = getAll(requests, front), getAll(places, front)
  local ids, parts, gone, bytes, isOpen = {}, {}, {}, 0, true
  for index, id in ipairs(front) do
    local payload, place = payloads[index], placesOf[index]
    local isHere = not place or (not isLeased(place) and whereOf(place) == group)
    if payload and isHere then
      if #ids >= size or (#ids > 0 and bytes + #payload > maxBytes) then break end
      ids[#ids + 1] = id
      parts[#parts + 1] = id
      parts[#parts + 1] = payload
      bytes = bytes + #payload
      isOpen = isOpen and place and string.sub(place, 1, 1) == 'o'
    end
    gone[#gone + 1] = id
  end
  redis.call('ZREM', waiting, unpack(gone))
  return ids, parts, bytes, isOpen
end

-- Cuts one batch off the front of a group's buffer and leases it; nil where nothing waits.
local function cut(waiting, group, batchId, reason, leaseMs, maxBytes)
  local size, route = unpack(redis.call('HMGET', groups, group .. '|size', group .. '|route'))
  if not tonumber(size) or not route then
    forgetGroup(waiting, group)
    return nil
  end
  local dueAt = redis.call('ZSCORE', due, group)
  local ids, parts, bytes, isOpen = takeFront(waiting, group, tonumber(size), maxBytes)
  if schedule(waiting, group) then
    redis.call('HINCRBY', groups, group .. '|bytes', -bytes)
  else
    forgetGroup(waiting, group)
  end
  if #ids == 0 then return nil end
  local leased = {}
  for _, id in ipairs(ids) do
    leased[#leased + 1] = id
    leased[#leased + 1] = 'b|' .. batchId
  end
  setAll(places, leased)
  redis.call('ZADD', leases, now + leaseMs, batchId)
  local batch = { group = group, route = route, reason = reason, ids = ids, open = isOpen and ARGV[1] or nil, due = dueAt or nil }
  redis.call('HSET', batches, batchId, cjson.encode(batch))
  return { batchId, group, route, reason, parts, isOpen and ARGV[1] or false, dueAt }
end
