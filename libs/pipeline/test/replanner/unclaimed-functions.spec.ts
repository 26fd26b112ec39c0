import { FunctionRefusedError } from '@harmonybatch/ports';
import { started, type World } from './world';

const functionsOf = (world: World): string[] => [
  ...new Set(world.last().groups.map(({ functionName }) => functionName)),
];

const disown = (world: World, name: string): void =>
  void world.platform.states.set(name, { name, state: 'ready', unclaimed: true });

it('a function of a plan that an earlier version made is claimed with its instances, and nobody is alarmed', async () => {
  const world = await started();
  const names = functionsOf(world);
  const before = names.map((name) => world.platform.functions.get(name)?.warm);
  for (const name of names) disown(world, name);
  await world.settle(35_000);
  expect(world.platform.states.size).toBe(0);
  expect(names.map((name) => world.platform.functions.get(name)?.warm)).toEqual(before);
  expect(world.events.faults).toEqual([]);
  expect(world.plans()).toHaveLength(1);
});

it('one that cannot be claimed stays in force, and is asked for once', async () => {
  const world = await started();
  const [name] = functionsOf(world);
  disown(world, name!);
  const ensure = jest
    .spyOn(world.platform, 'ensure')
    .mockRejectedValue(new FunctionRefusedError(name!, 'permission', 'may not tag'));
  await world.settle(130_000);
  expect(ensure).toHaveBeenCalledTimes(1);
  expect(world.events.faults).toEqual(['a function that an earlier version made could not be tagged']);
  expect(world.replanner.notReadyReasons()).toEqual([]);
});

it('one that no plan names goes after its time, as one that a planner left which crashed', async () => {
  const world = await started();
  world.platform.functions.set('hb-left', undefined as never);
  world.platform.functions.set('hb-crashed', undefined as never);
  disown(world, 'hb-left');
  await world.settle(60_000);
  expect(world.platform.functions.has('hb-left')).toBe(true);
  expect(world.platform.functions.has('hb-crashed')).toBe(true);
  await world.settle(60_000);
  expect([...world.platform.functions.keys()]).toEqual(functionsOf(world));
});

it('one is left as it is where functions are not touched', async () => {
  const world = await started();
  const [name] = functionsOf(world);
  world.replanner.follow();
  disown(world, name!);
  const ensure = jest.spyOn(world.platform, 'ensure');
  world.replica({ provisioning: 'dry-run' }).lead();
  await world.settle(65_000);
  expect(ensure).not.toHaveBeenCalled();
  expect(world.platform.states.size).toBe(1);
});
