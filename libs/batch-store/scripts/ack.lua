-- A fact: batch.ready was acknowledged for these ids. Never lowers what is known of an id.
-- ARGV[3] batch  [4..] ids
redis.call('ZREM', leases, ARGV[3])
redis.call('HDEL', batches, ARGV[3])
for index = 4, #ARGV do
  local id = ARGV[index]
  if not fateOf(id) then redis.call('HSET', fateNew, id, 'e') end
  forget(id)
end
return reply()
