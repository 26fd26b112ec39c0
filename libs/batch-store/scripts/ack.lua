-- A fact: batch.ready was acknowledged for these ids. Never lowers what is known of an id. Frees memory before it takes some.
-- ARGV[3] batch  [4..] ids
local ids = argsFrom(4)
local emitted = {}
for index, fate in ipairs(fatesOf(ids)) do
  if not fate then
    emitted[#emitted + 1] = ids[index]
    emitted[#emitted + 1] = 'e'
  end
end
redis.pcall('ZREM', leases, ARGV[3])
redis.pcall('HDEL', batches, ARGV[3])
forget(ids)
setFates(emitted)
return reply()
