-- Puts requests into their group's buffer, in order. Idempotent: a request that is known keeps its place.
-- KEYS[10] waiting:<group>  zset: id -> flush time
-- ARGV[3] leaseMs  [4] maxBatchBytes  [5] group  [6] batchSize  [7] route  [8] slack by size in ms, comma-separated, or empty
-- ARGV[9] how the ids of the batches cut here begin, 24 digits  [10..] id, flush time, payload and
-- arrival of each request
-- Replies per request: emitted | held until | buffered flushAt displaced | flush batch displaced
local waiting, leaseMs, maxBytes = KEYS[10], tonumber(ARGV[3]), tonumber(ARGV[4])
local group, size, route, slacks = ARGV[5], tonumber(ARGV[6]), ARGV[7], ARGV[8]
local firstRequest, fieldsOfRequest = 10, 4

-- The group's buffer as it is now; its bytes and when it is due are written back at the end, and before a cut.
local count, first, bytes, isChanged, isDescribed

local function readBuffer()
  count = redis.call('ZCARD', waiting)
  first = redis.call('ZRANGE', waiting, 0, 0, 'WITHSCORES')[2]
  bytes = tonumber(redis.call('HGET', groups, group .. '|bytes') or '0') or 0
  isChanged, isDescribed = false, false
end

local function dueTime()
  local slack = slackOf(slacks, count)
  return slack == 0 and first or string.format('%.17g', tonumber(first) + slack)
end

local function writeBuffer()
  if not isChanged then return end
  redis.call('HSET', groups, group .. '|bytes', bytes)
  redis.call('ZADD', due, dueTime(), group)
  isChanged = false
end

local batchesCut = 0
local function cutHere(reason)
  writeBuffer()
  batchesCut = batchesCut + 1
  local batch = cut(waiting, group, string.format('%s%08x', ARGV[9], batchesCut), reason, leaseMs, maxBytes)
  readBuffer()
  return batch
end

-- A batch leaves without a newcomer where together they would make late what apart is on time.
local function displacedBy(flushAt)
  if slacks == '' or count == 0 then return false end
  local earliest, own, together = tonumber(first), tonumber(flushAt), slackOf(slacks, count + 1)
  local delaysBatch = earliest + together < now and earliest + slackOf(slacks, count) >= now
  local delaysNewcomer = math.min(earliest, own) + together < now and own + slackOf(slacks, 1) >= now
  return (delaysBatch or delaysNewcomer) and cutHere('deadline') or false
end

-- Where a request stands that is known; nil where it is not, or where too little of it is left to make it leave.
local function knownRequest(id, flushAt, place)
  writeBuffer()
  local state, untilMs = standing(id, place)
  if state == nil then return nil end
  if state == 'held' then return { 'held', untilMs } end
  if whereOf(place) == group then
    redis.call('ZADD', waiting, 'LT', flushAt, id)
    untilMs = schedule(waiting, group)
    readBuffer()
  end
  return { 'buffered', untilMs }
end

local function newcomer(id, flushAt, payload, arrivedAt)
  local displaced = displacedBy(flushAt)
  redis.call('HSET', requests, id, payload)
  redis.call('HSET', places, id, (isKnownOpen(arrivedAt) and 'o|' or 'w|') .. group)
  count = count + redis.call('ZADD', waiting, flushAt, id)
  if not isDescribed then
    redis.call('HSET', groups, group .. '|size', size, group .. '|route', route, group .. '|slack', slacks)
  end
  bytes, isChanged, isDescribed = bytes + #payload, true, true
  if not first or tonumber(flushAt) < tonumber(first) then first = flushAt end
  if count >= size or bytes >= maxBytes then
    local batch = cutHere('size')
    if batch then return { 'flush', batch, displaced } end
    return { 'buffered', redis.call('ZSCORE', due, group) or ARGV[1], displaced }
  end
  return { 'buffered', dueTime(), displaced }
end

local ids = {}
for index = firstRequest, #ARGV, fieldsOfRequest do
  ids[#ids + 1] = ARGV[index]
end
local fates, placesOf = fatesOf(ids), getAll(places, ids)
local replies, seen = {}, {}
checkBuffers(waiting)
readBuffer()
for index, id in ipairs(ids) do
  local at = firstRequest + (index - 1) * fieldsOfRequest
  local flushAt, payload = ARGV[at + 1], ARGV[at + 2]
  local place = seen[id] and redis.call('HGET', places, id) or placesOf[index]
  seen[id] = true
  if fates[index] then
    replies[index] = { 'emitted' }
  else
    replies[index] = place and knownRequest(id, flushAt, place) or newcomer(id, flushAt, payload, ARGV[at + 3])
  end
end
writeBuffer()
return reply(replies)
