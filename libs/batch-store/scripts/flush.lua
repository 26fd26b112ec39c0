-- Cuts a batch off a group whose flush time has come; the time is checked again, for timers fire early.
-- KEYS[10] waiting:<group>
-- ARGV[3] leaseMs  [4] maxBatchBytes  [5] group  [6] id of the batch
-- Replies batch or false, next due time of any group or false
local batch = nil
checkBuffers(KEYS[10])
local dueAt = redis.call('ZSCORE', due, ARGV[5])
if dueAt and tonumber(dueAt) <= now then
  batch = cut(KEYS[10], ARGV[5], ARGV[6], 'deadline', tonumber(ARGV[3]), tonumber(ARGV[4]))
end
return reply(batch or false, redis.call('ZRANGE', due, 0, 0, 'WITHSCORES')[2] or false)
