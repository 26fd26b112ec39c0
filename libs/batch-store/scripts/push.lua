-- Puts one request into its group's buffer. Idempotent: a request that is known keeps its place.
-- KEYS[10] waiting:<group>  zset: id -> flush time
-- ARGV[3] leaseMs  [4] maxBatchBytes  [5] id  [6] group  [7] batchSize  [8] route  [9] flushAtMs  [10] payload
-- ARGV[11] id of the batch, should this request fill one  [12] slack by size in ms, comma-separated, or empty
-- ARGV[13] id of the batch, should this request displace one
-- Replies emitted | held until | buffered flushAt displaced | flush batch displaced
local waiting, leaseMs, maxBytes = KEYS[10], tonumber(ARGV[3]), tonumber(ARGV[4])
local id, group, size, flushAt, payload, slacks = ARGV[5], ARGV[6], tonumber(ARGV[7]), ARGV[9], ARGV[10], ARGV[12]

if fateOf(id) then return reply('emitted') end

local place = redis.call('HGET', places, id)
if place then
  local where = string.sub(place, 3)
  if string.sub(place, 1, 1) == 'b' then
    return reply('held', redis.call('ZSCORE', leases, where) or ARGV[1])
  end
  if where == group then
    redis.call('ZADD', waiting, 'LT', flushAt, id)
    schedule(waiting, group)
  end
  return reply('buffered', redis.call('ZSCORE', due, where) or ARGV[1])
end

-- A batch leaves without a newcomer where together they would make late what apart is on time.
local displaced = false
local before = slacks == '' and 0 or redis.call('ZCARD', waiting)
if before > 0 then
  local first = tonumber(redis.call('ZRANGE', waiting, 0, 0, 'WITHSCORES')[2])
  local own, together = tonumber(flushAt), slackOf(slacks, before + 1)
  local delaysBatch = first + together < now and first + slackOf(slacks, before) >= now
  local delaysNewcomer = math.min(first, own) + together < now and own + slackOf(slacks, 1) >= now
  if delaysBatch or delaysNewcomer then
    displaced = cut(waiting, group, ARGV[13], 'deadline', leaseMs, maxBytes) or false
  end
end

redis.call('HSET', requests, id, payload)
redis.call('HSET', places, id, 'w|' .. group)
redis.call('ZADD', waiting, flushAt, id)
redis.call('HSET', groups, group .. '|size', size, group .. '|route', ARGV[8], group .. '|slack', slacks)
schedule(waiting, group)
local bytes = redis.call('HINCRBY', groups, group .. '|bytes', #payload)
if redis.call('ZCARD', waiting) >= size or bytes >= maxBytes then
  local batch = cut(waiting, group, ARGV[11], 'size', leaseMs, maxBytes)
  if batch then return reply('flush', batch, displaced) end
end
return reply('buffered', redis.call('ZSCORE', due, group) or ARGV[1], displaced)
