-- A fact: inference.completed was acknowledged for these ids.
-- ARGV[3..] ids
for index = 3, #ARGV do
  redis.call('HSET', fateNew, ARGV[index], 'd')
  forget(ARGV[index])
end
return reply()
