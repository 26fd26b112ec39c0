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
local meta, fateNew, fateOld = KEYS[1], KEYS[2], KEYS[3]
local requests, places, due, groups, leases, batches = KEYS[4], KEYS[5], KEYS[6], KEYS[7], KEYS[8], KEYS[9]
local now, rotateMs = tonumber(ARGV[1]), tonumber(ARGV[2])

-- The first script on an empty store founds it; facts age out in two steps.
if redis.call('EXISTS', meta) == 0 then
  redis.call('HSET', meta, 'founded', ARGV[1], 'known', ARGV[1], 'rotated', ARGV[1])
end
local rotated = redis.call('HGET', meta, 'rotated')
if now - tonumber(rotated) >= rotateMs then
  if redis.call('EXISTS', fateNew) == 1 then
    redis.call('RENAME', fateNew, fateOld)
  else
    redis.call('DEL', fateOld)
  end
  redis.call('HSET', meta, 'known', rotated, 'rotated', ARGV[1])
end

local function reply(...)
  return { redis.call('HGET', meta, 'founded'), redis.call('HGET', meta, 'known'), ... }
end

local function fateOf(id)
  return redis.call('HGET', fateNew, id) or redis.call('HGET', fateOld, id)
end

-- The request needs no buffer any more.
local function forget(id)
  redis.call('HDEL', requests, id)
  redis.call('HDEL', places, id)
end

-- Ids and payloads of a batch, alternating; ids without payload are in an emitted batch already.
local function contents(ids)
  local parts = {}
  for _, id in ipairs(ids) do
    local payload = redis.call('HGET', requests, id)
    if payload then
      parts[#parts + 1] = id
      parts[#parts + 1] = payload
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
  return true
end

-- Cuts one batch off the front of a group's buffer and leases it; nil where nothing waits.
local function cut(waiting, group, batchId, reason, leaseMs, maxBytes)
  local size = tonumber(redis.call('HGET', groups, group .. '|size') or '0')
  local route = redis.call('HGET', groups, group .. '|route')
  local ids, parts, bytes = {}, {}, 0
  for _, id in ipairs(redis.call('ZRANGE', waiting, 0, -1)) do
    local payload = redis.call('HGET', requests, id)
    if not payload then
      redis.call('ZREM', waiting, id)
    else
      if #ids >= size or (#ids > 0 and bytes + #payload > maxBytes) then break end
      ids[#ids + 1] = id
      parts[#parts + 1] = id
      parts[#parts + 1] = payload
      bytes = bytes + #payload
    end
  end
  for _, id in ipairs(ids) do
    redis.call('ZREM', waiting, id)
    redis.call('HSET', places, id, 'b|' .. batchId)
  end
  if schedule(waiting, group) then
    redis.call('HINCRBY', groups, group .. '|bytes', -bytes)
  else
    redis.call('ZREM', due, group)
    redis.call('HDEL', groups, group .. '|size', group .. '|route', group .. '|slack', group .. '|bytes')
  end
  if #ids == 0 then return nil end
  redis.call('ZADD', leases, now + leaseMs, batchId)
  redis.call('HSET', batches, batchId, cjson.encode({ group = group, route = route, reason = reason, ids = ids }))
  return { batchId, group, route, reason, parts }
end
