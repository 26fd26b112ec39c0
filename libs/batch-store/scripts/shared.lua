-- Begins every script. All keys of one model lie in one hash slot.
-- KEYS[1] meta       hash: founded, known, rotated (epoch ms)
-- KEYS[2] fate:new   hash: id -> e (emitted) | r|batch|owner|until (running) | d (done), facts since `rotated`
-- KEYS[3] fate:old   hash: the same, facts since `known`
-- KEYS[4] request    hash: id -> the request as JSON
-- KEYS[5] place      hash: id -> w|group (waits) | b|batch (in a leased batch)
-- KEYS[6] due        zset: group -> when its batch has to leave at its present size
-- KEYS[7] group      hash: <group>|size, |route, |slack, |bytes of a group that holds requests
-- KEYS[8] lease      zset: batch -> end of its lease
-- KEYS[9] batch      hash: batch -> JSON of group, route, reason, ids
-- ARGV[1] nowMs  ARGV[2] rotateMs
-- Lists of ids are read and written by one command each; their length is bounded by the callers.
local meta, fateNew, fateOld = KEYS[1], KEYS[2], KEYS[3]
local requests, places, due, groups, leases, batches = KEYS[4], KEYS[5], KEYS[6], KEYS[7], KEYS[8], KEYS[9]
local now, rotateMs = tonumber(ARGV[1]), tonumber(ARGV[2])

-- What is left of a model that no script is called for vanishes: facts later than meta, so that the next founding tells of it.
local keepMetaMs, keepFactsMs = 30 * rotateMs, 60 * rotateMs

-- The first script on an empty store founds it; facts age out in two steps.
local founded, known, rotated = unpack(redis.call('HMGET', meta, 'founded', 'known', 'rotated'))
if not founded then
  founded, known, rotated = ARGV[1], ARGV[1], ARGV[1]
  redis.call('HSET', meta, 'founded', founded, 'known', known, 'rotated', rotated)
  redis.call('PEXPIRE', meta, keepMetaMs)
end
if now - tonumber(rotated) >= rotateMs then
  if redis.call('EXISTS', fateNew) == 1 then
    redis.call('RENAME', fateNew, fateOld)
  else
    redis.call('DEL', fateOld)
  end
  known = rotated
  redis.call('HSET', meta, 'known', known, 'rotated', ARGV[1])
  redis.call('PEXPIRE', meta, keepMetaMs)
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

-- The requests need no buffer any more.
local function forget(ids)
  if #ids == 0 then return end
  redis.call('HDEL', requests, unpack(ids))
  redis.call('HDEL', places, unpack(ids))
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
    if size == count then return tonumber(slack) end
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

-- Takes the front of a group's buffer out: ids, and ids and payloads alternating, up to `size` requests and `maxBytes`.
local function takeFront(waiting, size, maxBytes)
  local front = redis.call('ZRANGE', waiting, 0, -1)
  if #front == 0 then return {}, {}, 0 end
  local payloads = getAll(requests, front)
  local ids, parts, gone, bytes = {}, {}, {}, 0
  for index, id in ipairs(front) do
    local payload = payloads[index]
    if payload then
      if #ids >= size or (#ids > 0 and bytes + #payload > maxBytes) then break end
      ids[#ids + 1] = id
      parts[#parts + 1] = id
      parts[#parts + 1] = payload
      bytes = bytes + #payload
    end
    gone[#gone + 1] = id
  end
  redis.call('ZREM', waiting, unpack(gone))
  return ids, parts, bytes
end

-- Cuts one batch off the front of a group's buffer and leases it; nil where nothing waits.
local function cut(waiting, group, batchId, reason, leaseMs, maxBytes)
  local size, route = unpack(redis.call('HMGET', groups, group .. '|size', group .. '|route'))
  local ids, parts, bytes = takeFront(waiting, tonumber(size or '0'), maxBytes)
  if schedule(waiting, group) then
    redis.call('HINCRBY', groups, group .. '|bytes', -bytes)
  else
    redis.call('ZREM', due, group)
    redis.call('HDEL', groups, group .. '|size', group .. '|route', group .. '|slack', group .. '|bytes')
  end
  if #ids == 0 then return nil end
  local leased = {}
  for _, id in ipairs(ids) do
    leased[#leased + 1] = id
    leased[#leased + 1] = 'b|' .. batchId
  end
  setAll(places, leased)
  redis.call('ZADD', leases, now + leaseMs, batchId)
  redis.call('HSET', batches, batchId, cjson.encode({ group = group, route = route, reason = reason, ids = ids }))
  return { batchId, group, route, reason, parts }
end
