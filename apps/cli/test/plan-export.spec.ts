import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compile, modelVersionOf, topics, type ModelProfiled, type PlanPublished } from '@harmonybatch/contracts';
import { parse, parseAllDocuments } from 'yaml';
import { planExport, type ExportOptions } from '../src/commands/plan-export';
import { FunctionsDocument } from '../src/functions/functions-document';
import { readFunctionVariables } from '../src/functions/platform-access';
import { capturedTerminal } from './captured-terminal';
import { planOf, vgg19 } from './fake-system';
import { FedViews } from './kafka-records';

const model: ModelProfiled = {
  ...vgg19,
  image: 'registry.example/vgg19:1',
  port: 9000,
  env: { THREADS: '1', HF_TOKEN: 'sesame' },
  container: { healthCheck: { path: '/ready', periodSeconds: 2 } },
};
const apps = [
  { name: 'photos', model: 'vgg19', sloMs: 500 },
  { name: 'videos', model: 'vgg19', sloMs: 900 },
];

/** Two functions, one of them with instances. */
const plan = ((): PlanPublished => {
  const made = planOf(apps, [], model);
  const [group] = made.groups;
  const cpu = {
    ...group!,
    id: 'f'.repeat(16),
    functionName: 'hb_vgg19_cpu',
    apps: group!.apps.slice(1),
    batchSize: 2,
    warmInstances: 0,
  };
  return {
    ...made,
    groups: [
      { ...group!, apps: group!.apps.slice(0, 1) },
      { ...cpu, function: { type: 'cpu', vcpu: 1, memoryMb: 1769 } },
    ],
  };
})();

const onPlatform: Readonly<Record<string, Record<string, string>>> = {
  'function-compute': { FC_ENDPOINT: 'http://127.0.0.1:1' },
  knative: { KNATIVE_AUTH: 'none', KNATIVE_API_URL: 'http://127.0.0.1:1', KNATIVE_NAMESPACE: 'models' },
  'aws-lambda': { AWS_REGION: 'eu-west-1', AWS_LAMBDA_ROLE: 'arn:aws:iam::123456789012:role/functions' },
};

async function exported(options: ExportOptions, platform = 'function-compute', fed = fedViews()): Promise<string> {
  const terminal = capturedTerminal();
  const context = {
    terminal,
    env: {},
    folder: '/',
    onInterrupt: () => new AbortController().signal,
    exitWith: () => undefined,
  };
  const env = { HARMONYBATCH_PLATFORM: platform, HARMONYBATCH_CATALOGUE: 'alibaba-2023', ...onPlatform[platform] };
  const variables = await readFunctionVariables(env);
  const deployed = { owner: 'shop-@cluster', functionPrefix: 'hb_', variables, views: fed.views };
  await planExport('vgg19', options, context, (_, work) => work(deployed as never));
  return terminal.stdout;
}

function fedViews(): FedViews {
  const fed = new FedViews();
  fed.put(topics.modelProfiled.name, 'vgg19', model);
  fed.put(topics.planPublished.name, 'vgg19', plan, 4);
  return fed;
}

const golden = (name: string): string => readFileSync(join(__dirname, 'exports', name), 'utf8');

it('writes functions as YAML by its schema, without secrets', async () => {
  const text = await exported({ format: 'yaml' });
  expect(text).toBe(golden('functions.yaml'));
  const document: unknown = parse(text);
  expect(compile(FunctionsDocument).explain(document)).toEqual([]);
  expect(JSON.parse(await exported({ format: 'yaml', json: true }))).toEqual(document);
});

it.each([['function-compute', 'function-compute.tf.json', 'alicloud_fcv3_function']])(
  'writes functions of %s as Terraform reads them',
  async (platform, file, type) => {
    const text = await exported({ format: 'terraform' }, platform);
    expect(text).toBe(golden(file));
    const { resource } = JSON.parse(text) as { resource: Record<string, Record<string, object>> };
    expect(Object.keys(resource[type]!)).toEqual(['hb_vgg19_gpu', 'hb_vgg19_cpu']);
  },
);

it('writes services of Knative as documents of one file', async () => {
  const text = await exported({ format: 'manifests' }, 'knative');
  expect(text).toBe(golden('knative.yaml'));
  const services = parseAllDocuments(text).map((document) => document.toJS() as { kind: string });
  expect(services.map(({ kind }) => kind)).toEqual(['Service', 'Service']);
  expect(JSON.parse(await exported({ format: 'manifests', json: true }, 'knative'))).toEqual({
    apiVersion: 'v1',
    kind: 'List',
    items: services,
  });
});

it.each(['yaml', 'terraform'] as const)('has no secret in it, as %s', async (format) => {
  expect(await exported({ format })).not.toContain('sesame');
});

it('writes into a file where one is named', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hb-export-'));
  const out = join(folder, 'main.tf.json');
  expect(await exported({ format: 'terraform', out })).toBe('');
  expect(readFileSync(out, 'utf8')).toBe(golden('function-compute.tf.json'));
  rmSync(folder, { recursive: true });
});

it('writes the plan that waits, and says where none does', async () => {
  const fed = fedViews();
  await expect(exported({ format: 'yaml', proposed: true }, 'function-compute', fed)).rejects.toThrow('waits');
  const next = { ...plan, groups: plan.groups.slice(1) };
  const proposal = {
    model: 'vgg19',
    id: '0123456789abcdef',
    awaits: 'functions',
    plan: next,
    changes: [],
    proposedAtMs: 1,
  };
  fed.put(topics.planProposed.name, 'vgg19', proposal);
  const document = parse(
    await exported({ format: 'yaml', proposed: true }, 'function-compute', fed),
  ) as FunctionsDocument;
  expect(compile(FunctionsDocument).explain(document)).toEqual([]);
  expect(document.plan).toMatchObject({ proposal: '0123456789abcdef' });
  expect(document.functions.map(({ name }) => name)).toEqual(['hb_vgg19_cpu']);
});

it('writes an earlier plan where its epoch is named, and refuses what it cannot write', async () => {
  const fed = fedViews();
  fed.put(topics.planPublished.name, 'vgg19', { ...plan, groups: plan.groups.slice(1) }, 9);
  const names = async (epoch?: number): Promise<string[]> => {
    const text = await exported({ format: 'yaml', ...(epoch === undefined ? {} : { epoch }) }, 'function-compute', fed);
    return (parse(text) as FunctionsDocument).functions.map(({ name }) => name);
  };
  expect(await names()).toEqual(['hb_vgg19_cpu']);
  expect(await names(4)).toEqual(['hb_vgg19_gpu', 'hb_vgg19_cpu']);
  await expect(names(5)).rejects.toThrow('no earlier plan of epoch 5');
  await expect(exported({ format: 'manifests' })).rejects.toThrow(
    'Functions of function-compute are not written as manifests.',
  );
  await expect(exported({ format: 'terraform' }, 'knative')).rejects.toThrow('not written as terraform');
  const other = { ...model, image: 'registry.example/vgg19:2' };
  fed.put(topics.modelProfiled.name, 'vgg19', other);
  await expect(names()).rejects.toThrow(`and ${modelVersionOf(other)} is registered`);
});
