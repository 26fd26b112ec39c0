-- Takes the keys of a prefix for a deployment, and tells whether Redis takes writes at all.
-- KEYS[1] owner  string: name of the deployment whose keys these are
-- ARGV[1] name of the deployment that asks, or empty where it does not care
-- Replies the owner, or false
-- A write that needs no memory: what is kept can be taken out of a server that is full.
redis.call('PERSIST', KEYS[1])
if ARGV[1] == '' then return false end
redis.call('SET', KEYS[1], ARGV[1], 'NX')
return redis.call('GET', KEYS[1])
