/** What can be left away in the simulation, one at a time, to see that the checkers notice. */
export const safeguards = {
  'facts-only': 'offsets are given up on facts alone (without: as soon as records are delivered)',
  're-push':
    'what a store has lost is pushed again (without: nobody reacts when it lost its data, or keeps requests too long)',
  recover: 'a batch whose lease ran out is leased again (without: never)',
  busy: 'a batch that another dispatcher runs keeps its offset (without: it counts as done)',
  settle: 'a dispatcher claims a batch before it runs it (without: it just runs it)',
  guard: 'a claim has to run at every send of outcomes (without: nobody asks)',
  'log-check': 'outcomes are read back from the log where the store proves nothing (without: there are never any)',
  'read-before':
    'what an ingest before may have rejected is looked for in the log (without: whoever reads it takes it for new)',
  'join-anew':
    'a topic that was recreated is read from its beginning (without: its readers continue as if it was the same)',
  'append-time':
    'the time of append belongs to the identity of a place (without: what stands where another record stood is taken for that one)',
  'broker-time': 'all have the time of the broker (without: each the clock of its machine)',
} as const;

export type Safeguard = keyof typeof safeguards;

export const isSafeguard = (name: string): name is Safeguard => Object.hasOwn(safeguards, name);
