-- Leases again, under the same id, batches whose lease ran out before they were acknowledged.
-- ARGV[3] leaseMs  [4] how many at most
-- Replies the batches
local recovered = {}
checkBuffers()
for _, batchId in ipairs(redis.call('ZRANGEBYSCORE', leases, '-inf', ARGV[1], 'LIMIT', 0, ARGV[4])) do
  local stored = redis.call('HGET', batches, batchId)
  local isRead, batch = pcall(cjson.decode, stored or '')
  local parts = isRead and type(batch) == 'table' and contents(batch.ids or {}) or {}
  if #parts == 0 then
    redis.call('ZREM', leases, batchId)
    redis.call('HDEL', batches, batchId)
  else
    redis.call('ZADD', leases, now + tonumber(ARGV[3]), batchId)
    recovered[#recovered + 1] = { batchId, batch.group, batch.route, batch.reason, parts, batch.open or false }
  end
end
return reply(recovered)
