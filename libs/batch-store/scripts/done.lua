-- A fact: inference.completed was acknowledged for these ids. Frees memory before it takes some.
-- ARGV[3..] ids
local ids = argsFrom(3)
local done = {}
for _, id in ipairs(ids) do
  done[#done + 1] = id
  done[#done + 1] = 'd'
end
forget(ids)
setFates(done)
return reply()
