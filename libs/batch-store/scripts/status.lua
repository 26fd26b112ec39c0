-- Where each id stands.
-- ARGV[3..] ids
-- Replies one word an id
local words = { e = 'emitted', r = 'running', d = 'done' }
local ids = argsFrom(3)
local placesOf = getAll(places, ids)
local found = {}
for index, fate in ipairs(fatesOf(ids)) do
  local place = placesOf[index]
  if fate then
    found[index] = words[string.sub(fate, 1, 1)]
  elseif place then
    found[index] = string.sub(place, 1, 1) == 'b' and 'held' or 'waiting'
  else
    found[index] = 'unknown'
  end
end
return reply(found)
