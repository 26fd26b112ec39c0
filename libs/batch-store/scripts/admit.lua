-- Takes the keys of a prefix for a deployment, and tells whether Redis takes writes at all.
-- KEYS[1] owner  string: name of the deployment whose keys these are
-- ARGV[1] name of the deployment that asks, or empty where it does not care
-- Replies the owner, or false
-- A write that needs no memory: what is kept can be taken out of a server that is full.
redis.call('PERSIST', KEYS[1])
if ARGV[1] == '' then return false end
local found = redis.call('TYPE', KEYS[1]).ok
if found ~= 'string' and found ~= 'none' then
  return redis.error_reply('WRONGTYPE ' .. KEYS[1] .. ' is a ' .. found .. ' and has to be a string')
end
redis.call('SET', KEYS[1], ARGV[1], 'NX')
return redis.call('GET', KEYS[1])
