import { readFunctionChange, readFunctionInput } from '../src/functions/function-input';

const input = {
  functionName: 'f',
  runtime: 'custom-container',
  handler: 'index.handler',
  cpu: 1,
  memorySize: 1024,
  customContainerConfig: { image: 'registry/x:1', port: 9000 },
};

describe('settings of a function', () => {
  it('get the defaults of the API, and fields that are null are left out', () => {
    const settings = readFunctionInput({ ...input, description: null });
    expect(settings).toEqual({
      ...input,
      diskSize: 512,
      timeout: 3,
      instanceConcurrency: 1,
      environmentVariables: {},
    });
  });

  it.each([
    ['functionName', '1f'],
    ['functionName', 'a'.repeat(65)],
    ['functionName', undefined],
    ['timeout', 0],
    ['timeout', 86_401],
    ['timeout', 1.5],
    ['instanceConcurrency', 201],
    ['diskSize', 1024],
    ['runtime', 'nodejs20'],
    ['cpu', 'many'],
    ['memorySize', undefined],
    ['customContainerConfig', { port: 1 }],
    ['gpuConfig', { gpuType: 'fc.gpu.ampere.1' }],
    ['environmentVariables', { A: 1 }],
    ['environmentVariables', { A: 'x'.repeat(5000) }],
  ])('are refused where %s is %j, and the message names the field', (field, value) => {
    expect(() => readFunctionInput({ ...input, [field]: value })).toThrow(
      expect.objectContaining({ code: 'InvalidArgument', message: expect.stringContaining(field) }),
    );
  });

  it.each([[null], ['text'], [3]])('are refused where the body is %j', (body) => {
    expect(() => readFunctionInput(body)).toThrow(expect.objectContaining({ code: 'InvalidArgument' }));
  });

  it.each(['code', 'layers', 'sessionAffinity', 'enableLongLiving'])(
    'are refused where %s would be dropped',
    (field) => {
      expect(() => readFunctionInput({ ...input, [field]: 'x' })).toThrow(`${field}: not emulated`);
    },
  );

  it('are kept where they have no effect here and no other there', () => {
    const kept = { nasConfig: { userId: 1 }, ossMountConfig: { mountPoints: [] }, logConfig: { project: 'p' } };
    expect(readFunctionInput({ ...input, ...kept })).toMatchObject(kept);
  });

  it('may be changed one by one, but not the name', () => {
    expect(readFunctionChange({ cpu: 2 })).toEqual({ cpu: 2 });
    expect(() => readFunctionChange({ functionName: 'g' })).toThrow(/functionName: not emulated/);
    expect(() => readFunctionChange({ timeout: -1 })).toThrow(/timeout/);
  });
});
