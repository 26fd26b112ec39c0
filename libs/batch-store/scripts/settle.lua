-- Claims the ids of a batch for an owner, or renews its claim.
-- ARGV[3] batch  [4] owner  [5] leaseMs  [6..] ids
-- Replies per id: mine | again | done | time until which another runs it
local batch, owner = ARGV[3], ARGV[4]
local ids = argsFrom(6)
local claim = string.format('r|%s|%s|%.3f', batch, owner, now + tonumber(ARGV[5]))

local function verdictOf(fate)
  local kind = fate and string.sub(fate, 1, 1)
  if kind == 'd' then return 'done' end
  if kind ~= 'r' then return 'mine' end
  local itsBatch, itsOwner, untilMs = string.match(fate, '^r|([^|]*)|([^|]*)|(.*)$')
  if itsBatch == batch and itsOwner == owner then return 'mine' end
  return (tonumber(untilMs) or 0) > now and untilMs or 'again'
end

local verdicts, claims, claimed = {}, {}, {}
for index, fate in ipairs(fatesOf(ids)) do
  local verdict = verdictOf(fate)
  verdicts[index] = verdict
  if verdict == 'mine' or verdict == 'again' then
    claims[#claims + 1] = ids[index]
    claims[#claims + 1] = claim
    claimed[#claimed + 1] = ids[index]
  end
end
setFates(claims)
forget(claimed)
return reply(verdicts)
