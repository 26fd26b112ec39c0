-- Which groups have to be flushed now, at most ARGV[3] of them, and when the next one has to.
-- Replies groups, next due time or false
checkBuffers()
local overdue = redis.call('ZRANGEBYSCORE', due, '-inf', ARGV[1], 'LIMIT', 0, ARGV[3])
local nextDue = redis.call('ZRANGE', due, 0, 0, 'WITHSCORES')[2]
return reply(overdue, nextDue or false)
