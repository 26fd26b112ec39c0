-- Where each id stands.
-- ARGV[3..] ids
-- Replies one word an id
local words = { e = 'emitted', r = 'running', d = 'done' }
local found = {}
for index = 3, #ARGV do
  local fate = fateOf(ARGV[index])
  local place = redis.call('HGET', places, ARGV[index])
  if fate then
    found[#found + 1] = words[string.sub(fate, 1, 1)]
  elseif place then
    found[#found + 1] = string.sub(place, 1, 1) == 'b' and 'held' or 'waiting'
  else
    found[#found + 1] = 'unknown'
  end
end
return reply(found)
