-- Leases again, under the same id, batches whose lease ran out before they were acknowledged.
-- ARGV[3] leaseMs  [4] how many at most
-- Replies the batches

-- A batch as it was leased, and what of it is left; nothing where that cannot be told.
local function leased(batchId)
  local isRead, batch = pcall(cjson.decode, redis.call('HGET', batches, batchId) or '')
  if not isRead or type(batch) ~= 'table' or type(batch.ids) ~= 'table' then return nil, {} end
  local texts = { batch.group or 0, batch.route or 0, batch.reason or 0, unpack(batch.ids) }
  for _, text in ipairs(texts) do
    if type(text) ~= 'string' then return nil, {} end
  end
  return batch, contents(batch.ids)
end

local recovered = {}
checkBuffers()
for _, batchId in ipairs(redis.call('ZRANGEBYSCORE', leases, '-inf', ARGV[1], 'LIMIT', 0, ARGV[4])) do
  local batch, parts = leased(batchId)
  if #parts == 0 then
    redis.call('ZREM', leases, batchId)
    redis.call('HDEL', batches, batchId)
  else
    redis.call('ZADD', leases, now + tonumber(ARGV[3]), batchId)
    recovered[#recovered + 1] = { batchId, batch.group, batch.route, batch.reason, parts, batch.open or false, batch.due or false }
  end
end
return reply(recovered)
