import * as $FC from '@alicloud/fc20230330';
import { InstantTimers } from './support/manual-timers';
import { Workbench, cpuFunction, refusal } from './support/sdk';

const gpuChange = {
  functionName: 'gpu-1',
  cpu: 0.7,
  memorySize: 2048,
  gpuConfig: new $FC.GPUConfig({ gpuType: 'fc.gpu.ampere.1', gpuMemorySize: 2048 }),
};

describe('functions, through the real SDK', () => {
  let bench: Workbench;
  beforeEach(async () => (bench = await Workbench.open(new InstantTimers())));
  afterEach(() => bench.close());

  const update = (name: string, body: object) =>
    bench.client.updateFunction(
      name,
      new $FC.UpdateFunctionRequest({ body: new $FC.UpdateFunctionInput({ ...body }) }),
    );
  const list = async (query: object) => {
    const { body } = await bench.client.listFunctions(new $FC.ListFunctionsRequest({ fcVersion: 'v3', ...query }));
    return { names: body?.functions?.map(({ functionName }) => functionName), nextToken: body?.nextToken };
  };

  it('are created, read, changed and deleted', async () => {
    const created = await bench.create();
    expect(created.statusCode).toBe(200);
    expect(created.body).toMatchObject({ functionName: 'cpu-1', cpu: 1, memorySize: 1024, state: 'Active' });
    const changed = await update('cpu-1', { cpu: 2, memorySize: 2048 });
    expect(changed.body).toMatchObject({ cpu: 2, memorySize: 2048, timeout: 60 });
    const read = await bench.client.getFunction('cpu-1', new $FC.GetFunctionRequest({}));
    expect(read.body?.functionId).toBe(created.body?.functionId);
    expect(read.body).toMatchObject({ cpu: 2, customContainerConfig: { image: 'registry/x:1', port: 9000 } });
    const deleted = await bench.client.deleteFunction('cpu-1');
    expect(deleted.statusCode).toBe(204);
    const gone = bench.client.getFunction('cpu-1', new $FC.GetFunctionRequest({}));
    await expect(gone).rejects.toEqual(refusal('FunctionNotFound', 404));
  });

  it('may have a GPU, and stay with what they have', async () => {
    const { body } = await bench.create(gpuChange);
    expect(body?.gpuConfig).toMatchObject({ gpuType: 'fc.gpu.ampere.1', gpuMemorySize: 2048 });
    await bench.create();
    await expect(update('cpu-1', { gpuConfig: gpuChange.gpuConfig })).rejects.toEqual(refusal('InvalidArgument', 400));
  });

  it.each([
    ['a vCPU between the steps', { cpu: 0.33 }],
    ['too little memory for its vCPU', { cpu: 4, memorySize: 1024 }],
    ['a GPU type that is not offered', { ...gpuChange, gpuConfig: { gpuType: 'fc.gpu.none.1', gpuMemorySize: 2048 } }],
    ['a GPU larger than the card', { ...gpuChange, gpuConfig: { gpuType: 'fc.gpu.ampere.1', gpuMemorySize: 25_600 } }],
    ['no model', { environmentVariables: {} }],
    ['a model that is not known', { environmentVariables: { HARMONYBATCH_MODEL: 'toString' } }],
    ['a profile that is none', { environmentVariables: { HARMONYBATCH_PROFILE: '{"cpu":{}}' } }],
    ['a bad name', { functionName: '-f' }],
  ])('are refused with %s', async (_what, change) => {
    await expect(bench.create(change)).rejects.toEqual(refusal('InvalidArgument', 400));
    expect((await list({})).names).toEqual([]);
  });

  it('serve a model that ships with the project by its name', async () => {
    const { body } = await bench.create({ environmentVariables: { HARMONYBATCH_MODEL: 'vgg19' } });
    expect(body?.environmentVariables).toEqual({ HARMONYBATCH_MODEL: 'vgg19' });
  });

  it('exist once', async () => {
    await bench.create();
    await expect(bench.create()).rejects.toEqual(refusal('FunctionAlreadyExists', 409));
  });

  it('are listed in pages, by prefix', async () => {
    for (const functionName of ['b-2', 'a-1', 'b-1', 'b-3']) await bench.create({ ...cpuFunction, functionName });
    const first = await list({ prefix: 'b-', limit: 2 });
    expect(first.names).toEqual(['b-1', 'b-2']);
    const { nextToken } = first;
    expect(await list({ prefix: 'b-', limit: 2, nextToken })).toEqual({ names: ['b-3'], nextToken: undefined });
    expect((await list({})).names).toEqual(['a-1', 'b-1', 'b-2', 'b-3']);
    await expect(list({ limit: 101 })).rejects.toEqual(refusal('InvalidArgument', 400));
    await expect(list({ nextToken: 'b-2' })).rejects.toEqual(refusal('InvalidArgument', 400));
  });

  it('are listed by runtime and card', async () => {
    await bench.create();
    await bench.create(gpuChange);
    expect((await list({ gpuType: 'fc.gpu.ampere.1' })).names).toEqual(['gpu-1']);
    expect((await list({ runtime: 'custom-container' })).names).toEqual(['cpu-1', 'gpu-1']);
    expect((await list({ runtime: 'python3.10' })).names).toEqual([]);
  });

  it('have the latest version only', async () => {
    await bench.create();
    const read = bench.client.getFunction('cpu-1', new $FC.GetFunctionRequest({ qualifier: 'prod' }));
    await expect(read).rejects.toEqual(refusal('VersionNotFound', 404));
  });

  it('are refused to who has another key or another secret', async () => {
    const get = (id: string, secret: string) =>
      bench.clientWith(id, secret).listFunctions(new $FC.ListFunctionsRequest({}));
    await expect(get('someone', 'emulator')).rejects.toEqual(refusal('InvalidAccessKeyID', 403));
    await expect(get('emulator', 'guessed')).rejects.toEqual(refusal('SignatureNotMatch', 403));
  });

  it('are read under names that need percent-encoding, and not found', async () => {
    const read = bench.client.getFunction('f*1 ~x', new $FC.GetFunctionRequest({}));
    await expect(read).rejects.toEqual(refusal('FunctionNotFound', 404));
  });

  it('answer an operation that is not emulated otherwise than a path that is none, in the envelope', async () => {
    await expect(bench.client.listLayers(new $FC.ListLayersRequest({}))).rejects.toEqual(refusal('NotEmulated', 501));
    const typo = await fetch(`${bench.emulator.url}/2023-03-30/functionz`);
    expect(await typo.json()).toMatchObject({ Code: 'PathNotSupported' });
    const unsigned = await fetch(`${bench.emulator.url}/2023-03-30/functions`);
    expect(unsigned.status).toBe(400);
    expect(await unsigned.json()).toEqual({
      RequestId: unsigned.headers.get('x-fc-request-id'),
      Code: 'MissingRequiredHeader',
      Message: expect.stringContaining('authorization'),
    });
  });

  it('answer a path or headers beyond their limits in the envelope', async () => {
    const url = `${bench.emulator.url}/2023-03-30/functions`;
    const longPath = await fetch(`${url}/${'x'.repeat(5000)}`);
    expect(await longPath.json()).toMatchObject({ Code: 'InvalidArgument', Message: expect.stringContaining('path') });
    const overflow = await fetch(url, { headers: { 'x-large': 'x'.repeat(20_000) } });
    expect(overflow.status).toBe(431);
    expect(await overflow.json()).toMatchObject({
      Code: 'InvalidArgument',
      Message: expect.stringContaining('headers'),
    });
    const largeHeaders = await fetch(url, { headers: { 'x-large': 'x'.repeat(9000) } });
    expect(await largeHeaders.json()).toMatchObject({
      Code: 'InvalidArgument',
      Message: expect.stringContaining('headers'),
    });
  });
});
