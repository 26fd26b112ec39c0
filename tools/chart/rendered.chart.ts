import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from '@harmonybatch/service-kit';
import { HealthController } from '../../libs/service-kit/src/health/health.controller';
import { exampleFile, examples, root } from './chart-files';
import {
  componentOf,
  containerOf,
  lint,
  ofKind,
  emulator,
  render,
  servicesOf,
  withConsole,
  workloadsOf,
  type Container,
  type Workload,
  type Manifest,
  type NetworkPolicySpec,
} from './rendered';
import { schemaFaults } from './schema-faults';
import { serviceNames, variablesOf, type ServiceName } from './service-variables';

/** The sets of values that are looked at, as arguments of Helm. */
const sets: Readonly<Record<string, readonly string[]>> = {
  default: [],
  'with the console': ['--set', withConsole],
  ...Object.fromEntries(examples.map((name) => [name, ['--values', exampleFile(name)]])),
};
const functionsModule = join(root, 'libs/service-modules/src/functions/functions.module');
/** What Node itself reads. */
const ofNode = ['NODE_EXTRA_CA_CERTS', 'NODE_OPTIONS'];

/** What a process would find in its environment; secrets as a text that any of them may be. */
const environmentOf = ({ env }: Container): Record<string, string> =>
  Object.fromEntries(env.map(({ name, value }) => [name, value ?? secretOf(name)]));
const secretOf = (name: string): string =>
  name === 'REDIS_URL' ? 'rediss://user:password@redis:6379' : 'a-secret-that-any-of-them-may-be';
const pathOf = (method: 'live' | 'ready' | 'metrics'): string =>
  `/${Reflect.getMetadata('path', HealthController.prototype[method]) as string}`;

describe.each(Object.entries(sets))('the chart with the values %s', (_name, args) => {
  const manifests = render(args);
  const services = servicesOf(manifests);
  const withEmulator = workloadsOf(manifests);

  it('is of the types that Kubernetes, KEDA and the Prometheus operator have', () => {
    expect(schemaFaults(manifests)).toEqual([]);
  });

  it('pleases Helm itself', () => expect(lint(args)).toContain('0 chart(s) failed'));

  it('gives each service an environment that it reads, and that it takes', () => {
    for (const deployment of services) {
      const service = componentOf(deployment) as ServiceName;
      const variables = variablesOf(service);
      const environment = environmentOf(containerOf(deployment));
      const known = [...Object.values(variables).map(({ name }) => name), ...ofNode];
      const unread = Object.keys(environment).filter((name) => !known.includes(name));
      expect({ service, unread }).toEqual({ service, unread: [] });
      expect({ service, faults: faultsOf(readConfig(environment, variables)) }).toEqual({ service, faults: [] });
    }
  });

  it('starts each service by its own entry', () => {
    for (const deployment of services) {
      const service = componentOf(deployment);
      const flags = service === 'dispatcher' ? ['--max-semi-space-size=32'] : [];
      expect(containerOf(deployment).command).toEqual(['node', ...flags, `apps/${service}/dist/main.js`]);
    }
  });

  it('takes every secret from a Secret, and makes none', () => {
    for (const deployment of services) {
      const secrets = Object.values(variablesOf(componentOf(deployment) as ServiceName)).filter(({ secret }) => secret);
      // The address of Redis may stand in plain where it has no login: the chart's schema refuses one there.
      const plain = containerOf(deployment)
        .env.filter(({ name, value }) => value !== undefined && !(name === 'REDIS_URL' && !value.includes('@')))
        .map(({ name }) => name);
      expect(plain.filter((name) => secrets.some((secret) => secret.name === name))).toEqual([]);
    }
    expect(ofKind(manifests, 'Secret').map(componentOf)).toEqual(
      withEmulator.length > services.length ? [emulator] : [],
    );
  });

  it('asks for health where the services tell of it', () => {
    for (const deployment of services) {
      const { startupProbe, livenessProbe, readinessProbe, ports } = containerOf(deployment);
      expect([startupProbe, livenessProbe, readinessProbe].map((probe) => probe?.httpGet)).toEqual([
        { path: pathOf('live'), port: 'http' },
        { path: pathOf('live'), port: 'http' },
        { path: pathOf('ready'), port: 'http' },
      ]);
      const environment = environmentOf(containerOf(deployment));
      expect(ports).toContainEqual({ name: 'http', containerPort: Number(environment['HTTP_PORT']) });
    }
  });

  it('shows other pods of its service that it lives, at its own address', () => {
    for (const deployment of services) {
      const { env, ports } = containerOf(deployment);
      const { HARMONYBATCH_PRESENCE, HARMONYBATCH_PRESENCE_PORT } = environmentOf(containerOf(deployment));
      expect(HARMONYBATCH_PRESENCE).toBe('true');
      expect(ports).toContainEqual({ name: 'presence', containerPort: Number(HARMONYBATCH_PRESENCE_PORT) });
      expect(env).toContainEqual({
        name: 'HARMONYBATCH_PRESENCE_HOST',
        valueFrom: { fieldRef: { fieldPath: 'status.podIP' } },
      });
    }
  });

  it('waits longer for a pod to end than its service takes at most', () => {
    for (const deployment of services) {
      const graceMs = Number(environmentOf(containerOf(deployment))['HARMONYBATCH_SHUTDOWN_GRACE_MS']);
      expect(deployment.spec.template.spec.terminationGracePeriodSeconds * 1_000).toBeGreaterThan(graceMs);
    }
  });

  it('lets no pod write, run as root or gain rights', () => {
    for (const { spec } of withEmulator) {
      const pod = spec.template.spec;
      expect(pod.securityContext).toMatchObject({
        runAsNonRoot: true,
        runAsUser: 1000,
        seccompProfile: { type: 'RuntimeDefault' },
      });
      for (const container of pod.containers) {
        expect(container.securityContext).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        });
        expect(container.resources).toMatchObject({
          requests: { cpu: expect.any(String), memory: expect.any(String) },
          limits: { memory: expect.any(String) },
        });
      }
    }
  });

  it('has a name of its own for each object of a kind', () => {
    const names = manifests.map(({ kind, metadata }) => `${kind} ${metadata.namespace} ${metadata.name}`);
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  });
});

/** What a service says of its configuration, but that there is no account: the default values leave that to who installs the chart. */
function faultsOf(config: object): string[] {
  if (!('platformName' in config)) return [];
  const { functionFaults } = jest.requireActual<{ functionFaults: (config: object) => string[] }>(functionsModule);
  return functionFaults(config).filter((fault) => !fault.startsWith('FC_ENDPOINT must be set'));
}

describe.each([
  [
    'behind Sentinels',
    'sentinel.nodes={sentinel-0:26379,sentinel-1:26380},redis.sentinel.primary=batches,redis.sentinel.existingSecret=s',
    {
      REDIS_SENTINELS: 'sentinel-0:26379,sentinel-1:26380',
      REDIS_SENTINEL_PRIMARY: 'batches',
      REDIS_SENTINEL_PASSWORD: secretOf('REDIS_SENTINEL_PASSWORD'),
    },
    [26379, 26380],
  ],
  [
    'in a cluster',
    'cluster.nodes={redis-0:7000,redis-1:7001},redis.shards=6',
    { REDIS_CLUSTER: 'redis-0:7000,redis-1:7001', REDIS_SHARDS: '6' },
    [7000, 7001],
  ],
])('Redis %s', (_where, values, variables, ownPorts) => {
  const manifests = render(['--set', `redis.${values}`]);

  it('is asked for by batchers and dispatchers, which reach it', () => {
    const [first] = Object.keys(variables);
    const asking = servicesOf(manifests).filter((service) => first! in environmentOf(containerOf(service)));
    expect(asking.map(componentOf)).toEqual(['batcher', 'dispatcher']);
    expect(environmentOf(containerOf(asking[0]!))).toMatchObject(variables);
    const policy = ofKind(manifests, 'NetworkPolicy').find((one) => componentOf(one) === 'batcher')!;
    const ports = (policy.spec as NetworkPolicySpec).egress.flatMap(({ ports }) => ports.map(({ port }) => port));
    expect(ports).toEqual([53, 53, 9092, 8081, ...ownPorts, 6379]);
  });
});

describe('secrets as files', () => {
  const secretOfName = (name: string) => `${name.toLowerCase().replaceAll('_', '-')}`;
  const platformSecrets = ['ALIBABA_CLOUD_ACCESS_KEY_ID', 'ALIBABA_CLOUD_ACCESS_KEY_SECRET'];
  const manifests = render([
    ...sets['production']!,
    ...['--set', 'secretsAsFiles=true', '--set', 'redis.login.username=batches,redis.login.existingSecret=redis-login'],
    ...[
      '--set',
      'kafka.clientCertificate.existingSecret=kafka-client',
      '--set',
      'kafka.clientCertificate.certificateKey=user.crt',
    ],
    ...['--set', 'redis.clientCertificate.existingSecret=redis-client'],
    ...platformSecrets.flatMap((name) => [
      ...['--set', `platform.envFromSecrets.${name}.name=${secretOfName(name)},platform.envFromSecrets.${name}.key=k`],
    ]),
  ]);
  /** Where each file of a service's volume comes from, by its path. */
  const filesOf = (deployment: Workload): Record<string, string> =>
    Object.fromEntries(
      (deployment.spec.template.spec.volumes.find(({ name }) => name === 'secrets')?.projected?.sources ?? []).flatMap(
        ({ secret }) =>
          secret.items.map(({ key, path }) => [`/etc/harmonybatch/secrets/${path}`, `${secret.name}/${key}`]),
      ),
    );

  it('are of the types that Kubernetes and KEDA have', () => expect(schemaFaults(manifests)).toEqual([]));

  it('leave no secret in an environment that a service takes from a file, and nothing that it does not read', () => {
    for (const deployment of servicesOf(manifests)) {
      const variables = Object.values(variablesOf(componentOf(deployment) as ServiceName));
      const secrets = variables.filter(({ secret }) => secret).map(({ name }) => name);
      const known = [...variables.map(({ name }) => name), ...secrets.map((name) => `${name}_FILE`), ...ofNode];
      const { env } = containerOf(deployment);
      expect(env.filter(({ name }) => secrets.includes(name))).toEqual([]);
      expect(env.map(({ name }) => name).filter((name) => !known.includes(name))).toEqual([]);
      const named = env
        .filter(({ name, value }) => name.endsWith('_FILE') && value !== undefined)
        .map(({ value }) => value);
      expect(Object.keys(filesOf(deployment)).sort()).toEqual(named.sort());
    }
  });

  it('come from where the values say', () => {
    const [batcher, ingest] = ['batcher', 'ingest'].map((name) =>
      filesOf(servicesOf(manifests).find((one) => componentOf(one) === name)!),
    );
    const ofKafka = {
      '/etc/harmonybatch/secrets/kafka.crt': 'kafka-client/user.crt',
      '/etc/harmonybatch/secrets/kafka.key': 'kafka-client/tls.key',
    };
    const password = '/etc/harmonybatch/secrets/KAFKA_SASL_PASSWORD';
    expect(ingest).toEqual({ ...ofKafka, [password]: 'harmonybatch-ingest/password' });
    expect(batcher).toEqual({
      ...ofKafka,
      [password]: 'harmonybatch-batcher/password',
      '/etc/harmonybatch/secrets/REDIS_URL': 'harmonybatch-redis/url',
      '/etc/harmonybatch/secrets/REDIS_PASSWORD': 'redis-login/password',
      '/etc/harmonybatch/secrets/redis.crt': 'redis-client/tls.crt',
      '/etc/harmonybatch/secrets/redis.key': 'redis-client/tls.key',
    });
  });

  it('are named by the chart as the services know them', () => {
    const template = readFileSync(join(root, 'deploy/helm/harmonybatch/templates/_environment.tpl'), 'utf8');
    const [, list = ''] = /secretsThatMayBeFiles" -\}\}\n([^{]*)/.exec(template) ?? [];
    const secrets = serviceNames.flatMap((service) =>
      Object.values(variablesOf(service))
        .filter(({ secret }) => secret)
        .map(({ name }) => name),
    );
    expect(list.match(/[A-Z_]+/g)).toEqual([...new Set(secrets)].sort());
  });

  it('show KEDA the certificate of the services', () => {
    const [authentication] = ofKind(manifests, 'TriggerAuthentication');
    expect(authentication!.spec).toMatchObject({
      secretTargetRef: expect.arrayContaining([
        { parameter: 'cert', name: 'kafka-client', key: 'user.crt' },
        { parameter: 'key', name: 'kafka-client', key: 'tls.key' },
      ]) as unknown,
    });
  });

  it('refuse a certificate for a Kafka without TLS', () => {
    expect(() => render(['--set', 'kafka.clientCertificate.existingSecret=x'])).toThrow(/set kafka\.tls to true/);
  });
});

describe('rights', () => {
  it('are a Role for Knative’s services, of a planner there alone', () => {
    const manifests = render(sets['knative']);
    const [role, ...others] = ofKind(manifests, 'Role') as (Manifest & { rules: unknown })[];
    expect(others).toEqual([]);
    expect(role).toMatchObject({
      metadata: { namespace: 'models' },
      rules: [
        {
          apiGroups: ['serving.knative.dev'],
          resources: ['services'],
          verbs: ['get', 'list', 'create', 'update', 'delete'],
        },
      ],
    });
    const withToken = servicesOf(manifests).filter(({ spec }) => spec.template.spec.automountServiceAccountToken);
    expect(withToken.map(componentOf)).toEqual(['planner']);
    expect(ofKind(render(sets['production']), 'Role')).toEqual([]);
  });

  it('are of a service account for each service, with the annotation of its platform', () => {
    const accounts = ofKind(render(sets['production']), 'ServiceAccount') as (Manifest & {
      metadata: { annotations?: object };
    })[];
    expect(accounts.map(componentOf).sort()).toEqual([...serviceNames].sort());
    const annotated = accounts.filter(({ metadata }) => metadata.annotations !== undefined);
    expect(annotated.map(componentOf).sort()).toEqual(['dispatcher', 'planner']);
  });
});

describe('files', () => {
  const files = ['--set-string', 'files.prices\\.yaml=name: ours'];

  it('reach the planner, and other files make other pods', () => {
    const planner = (args: readonly string[]) =>
      servicesOf(render(args)).find((one) => componentOf(one) === 'planner')!;
    const [map] = ofKind(render(files), 'ConfigMap') as (Manifest & { data: object })[];
    expect(map!.data).toEqual({ 'prices.yaml': 'name: ours' });
    expect(schemaFaults(render(files))).toEqual([]);
    expect(planner(files).spec.template.metadata).not.toEqual(
      planner(['--set-string', 'files.prices\\.yaml=name: theirs']).spec.template.metadata,
    );
  });
});

describe('the check of types', () => {
  it('finds a field that there is not, and a value that is none', () => {
    const [deployment] = workloadsOf(render());
    const misspelt = { ...deployment!, spec: { ...deployment!.spec, minReadySecond: 3 } };
    const [scaled] = ofKind(render(sets['production']), 'ScaledObject') as (Manifest & { spec: object })[];
    const wrong = { ...scaled!, spec: { ...scaled!.spec, pollingInterval: 'often' } };
    expect(schemaFaults([misspelt, wrong])).toEqual([
      expect.stringMatching(/minReadySecond/),
      expect.stringMatching(/string/),
    ]);
  });
});
