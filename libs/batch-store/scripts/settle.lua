-- Claims the ids of a batch for an owner, or renews its claim.
-- ARGV[3] batch  [4] owner  [5] leaseMs  [6..] ids
-- Replies per id: mine | again | done | time until which another runs it
local batch, owner, claimEnds = ARGV[3], ARGV[4], now + tonumber(ARGV[5])
local verdicts = {}
for index = 6, #ARGV do
  local id = ARGV[index]
  local fate = fateOf(id)
  local kind = fate and string.sub(fate, 1, 1)
  local verdict = 'mine'
  if kind == 'd' then
    verdict = 'done'
  elseif kind == 'r' then
    local itsBatch, itsOwner, untilMs = string.match(fate, '^r|([^|]*)|([^|]*)|(.*)$')
    if itsBatch ~= batch or itsOwner ~= owner then
      verdict = tonumber(untilMs) > now and untilMs or 'again'
    end
  end
  if verdict == 'mine' or verdict == 'again' then
    redis.call('HSET', fateNew, id, string.format('r|%s|%s|%.3f', batch, owner, claimEnds))
    forget(id)
  end
  verdicts[#verdicts + 1] = verdict
end
return reply(verdicts)
