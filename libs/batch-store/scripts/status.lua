-- Where each id stands.
-- ARGV[3..] ids
-- Replies one word an id: unknown where nothing would make it leave any more
local words = { e = 'emitted', r = 'running', d = 'done' }
local ids = argsFrom(3)
checkBuffers()
local placesOf = getAll(places, ids)
local found = {}
for index, fate in ipairs(fatesOf(ids)) do
  found[index] = fate and words[string.sub(fate, 1, 1)] or standing(ids[index], placesOf[index]) or 'unknown'
end
return reply(found)
