import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { drawScenario } from '../src/scenario/draw-scenario';
import { FaultWorld } from '../src/world/fault-world';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;
const worldOptions = { without: null, keepsHistory: false } as const;

/** In a function of its own: none of its variables keeps the world. */
async function liveAndLeave(): Promise<WeakRef<FaultWorld>> {
  const world = new FaultWorld(drawScenario(1), worldOptions);
  await world.clock.advance(1_000);
  return new WeakRef(world);
}

it('nothing keeps a world that is over: a long run of seeds needs no more memory than a short one', async () => {
  const left = await liveAndLeave();
  await nextTurn();
  collectGarbage();
  expect(left.deref()).toBeUndefined();
});
