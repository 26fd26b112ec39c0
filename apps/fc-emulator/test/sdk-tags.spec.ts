import * as $FC from '@alicloud/fc20230330';
import { SystemTimers } from '../src/time/timers';
import { refusal, Workbench } from './support/sdk';

let bench: Workbench;
beforeAll(async () => {
  bench = await Workbench.open(new SystemTimers());
});
afterAll(() => bench.close());

type Pairs = Readonly<Record<string, string>>;
const tagsOf = (pairs: Pairs): $FC.Tag[] => Object.entries(pairs).map(([key, value]) => new $FC.Tag({ key, value }));
const pairsOf = (tags: readonly $FC.Tag[] = []): Pairs =>
  Object.fromEntries(tags.map(({ key, value }) => [key, value]));
const arn = (name: string): string => `acs:fc:local:emulator:functions/${name}`;
const tag = (names: readonly string[], pairs: Pairs) =>
  bench.client.tagResources(
    new $FC.TagResourcesRequest({
      body: new $FC.TagResourcesInput({ resourceType: 'function', resourceId: names.map(arn), tag: tagsOf(pairs) }),
    }),
  );
const shown = async (name: string): Promise<Pairs> =>
  pairsOf((await bench.client.getFunction(name, new $FC.GetFunctionRequest({}))).body?.tags);
const listed = async (pairs: Pairs): Promise<(string | undefined)[]> => {
  const { body } = await bench.client.listFunctions(new $FC.ListFunctionsRequest({ tags: tagsOf(pairs) }));
  return (body?.functions ?? []).map(({ functionName }) => functionName);
};

it('a function has the tags that it was made with, those it is given, and not those that are taken off', async () => {
  await bench.create({ functionName: 'one', tags: tagsOf({ team: 'a', stage: 'test' }) });
  await bench.create({ functionName: 'two' });
  expect(await shown('one')).toEqual({ team: 'a', stage: 'test' });
  await tag(['one', 'two'], { stage: 'live', 'empty-value': '' });
  expect(await shown('one')).toEqual({ team: 'a', stage: 'live', 'empty-value': '' });
  expect(await listed({ stage: 'live' })).toEqual(['one', 'two']);
  expect(await listed({ stage: 'live', team: 'a' })).toEqual(['one']);
  expect(await listed({ stage: 'test' })).toEqual([]);
  const oneKey = { resourceType: 'function', resourceId: [arn('one')], tagKey: ['team'] };
  await bench.client.untagResources(new $FC.UntagResourcesRequest(oneKey));
  expect(await shown('one')).toEqual({ stage: 'live', 'empty-value': '' });
  await bench.client.untagResources(new $FC.UntagResourcesRequest({ resourceId: [arn('one')], all: true }));
  expect(await shown('one')).toEqual({});
});

it('tags stay where a function is changed', async () => {
  await bench.create({ functionName: 'kept', tags: tagsOf({ team: 'a' }) });
  const change = new $FC.UpdateFunctionInput({ timeout: 30 });
  await bench.client.updateFunction('kept', new $FC.UpdateFunctionRequest({ body: change }));
  expect(await shown('kept')).toEqual({ team: 'a' });
});

it.each<[string, Pairs]>([
  ['a key of the platform', { 'acs:x': '1' }],
  ['a key of Alibaba', { aliyunx: '1' }],
  ['a URL', { where: 'see http://x' }],
  ['no key', { '': '1' }],
  ['too long a value', { a: 'x'.repeat(129) }],
])('refuses %s', async (_, pairs) => {
  const refused = expect(bench.create({ functionName: 'refused', tags: tagsOf(pairs) })).rejects;
  await refused.toEqual(refusal('InvalidArgument', 400));
});

it('refuses a key twice, more than 20 tags, and tags of what is not there, and changes nothing then', async () => {
  await bench.create({ functionName: 'full', tags: tagsOf({ a: '1' }) });
  const twice = [...tagsOf({ b: '1' }), ...tagsOf({ b: '2' })];
  await expect(bench.create({ functionName: 'double', tags: twice })).rejects.toEqual(refusal('InvalidArgument', 400));
  const many = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`k${at}`, '']));
  await expect(tag(['full'], many)).rejects.toEqual(refusal('LimitExceededError', 400));
  await expect(tag(['full', 'nowhere'], { b: '1' })).rejects.toEqual(refusal('FunctionNotFound', 404));
  expect(await shown('full')).toEqual({ a: '1' });
});
