import {
  componentOf,
  containerOf,
  ofKind,
  render,
  servicesOf,
  withConsole,
  type Workload,
  type ScaledObject,
  type TriggerAuthentication,
} from './rendered';
import { schemaFaults } from './schema-faults';
import { serviceNames, type ServiceName } from './service-variables';

describe('services with logins of their own', () => {
  const values = [
    withConsole,
    'keda.enabled=true',
    'kafka.tls=true',
    'trustedCa.existingSecret=harmonybatch-ca',
    'kafka.sasl.mechanism=scram-sha-512',
    'kafka.sasl.existingSecret=shared',
    'kafka.sasl.username=all',
    'kafka.sasl.perService.ingest.existingSecret=of-ingest',
    'kafka.sasl.perService.ingest.username=hb-ingest',
    'kafka.sasl.perService.planner.existingSecret=of-planner',
    'kafka.sasl.perService.planner.passwordKey=p',
    'kafka.clientCertificate.existingSecret=certificate',
    'kafka.clientCertificate.perService.batcher.existingSecret=of-batcher',
    'kafka.clientCertificate.perService.batcher.certificateKey=user.crt',
    'redis.login.existingSecret=redis-login',
    'redis.login.username=all',
    'redis.login.perService.batcher.existingSecret=redis-batcher',
    'redis.login.perService.batcher.username=b',
  ];
  const manifests = render(['--set', values.join()]);
  const serviceOf = (service: ServiceName): Workload =>
    servicesOf(manifests).find((deployment) => componentOf(deployment) === service)!;
  /** Where a variable of a service comes from: its text, or Secret and key. */
  const sourceOf = (service: ServiceName, variable: string): string | undefined => {
    const { value, valueFrom } = containerOf(serviceOf(service)).env.find(({ name }) => name === variable) ?? {};
    return value ?? `${valueFrom?.secretKeyRef?.name}/${valueFrom?.secretKeyRef?.key}`;
  };
  const certificateOf = (service: ServiceName): unknown =>
    serviceOf(service).spec.template.spec.volumes.find(({ name }) => name === 'secrets')?.projected?.sources;

  it('are of the types that Kubernetes and KEDA have', () => expect(schemaFaults(manifests)).toEqual([]));

  it('log in at Kafka by user and password of one login; all others by the one that they share', () => {
    const logins = serviceNames.map((service) => [
      service,
      sourceOf(service, 'KAFKA_SASL_USERNAME'),
      sourceOf(service, 'KAFKA_SASL_PASSWORD'),
    ]);
    expect(logins).toEqual([
      ['ingest', 'hb-ingest', 'of-ingest/password'],
      ['rate-estimator', 'all', 'shared/password'],
      ['batcher', 'all', 'shared/password'],
      ['dispatcher', 'all', 'shared/password'],
      ['outcome-forwarder', 'all', 'shared/password'],
      ['http-gateway', 'all', 'shared/password'],
      ['console', 'all', 'shared/password'],
      // Its login names no user: the user is not that of another login, but in its Secret.
      ['planner', 'of-planner/username', 'of-planner/p'],
    ]);
  });

  it('show Kafka their certificate, and log in at Redis by their login', () => {
    const sources = (secret: string, certificate: string) => [
      {
        secret: {
          name: secret,
          items: [
            { key: certificate, path: 'kafka.crt' },
            { key: 'tls.key', path: 'kafka.key' },
          ],
        },
      },
    ];
    expect(certificateOf('batcher')).toEqual(sources('of-batcher', 'user.crt'));
    expect(certificateOf('ingest')).toEqual(sources('certificate', 'tls.crt'));
    expect(sourceOf('batcher', 'REDIS_USERNAME')).toBe('b');
    expect(sourceOf('batcher', 'REDIS_PASSWORD')).toBe('redis-batcher/password');
    expect(sourceOf('dispatcher', 'REDIS_USERNAME')).toBe('all');
    expect(sourceOf('dispatcher', 'REDIS_PASSWORD')).toBe('redis-login/password');
  });

  it('have their lag read by KEDA with the login of the service', () => {
    const authentications = ofKind(manifests, 'TriggerAuthentication') as TriggerAuthentication[];
    const scaled = ofKind(manifests, 'ScaledObject') as ScaledObject[];
    const secretsOf = (service: ServiceName): string[] => {
      const trigger = scaled
        .find((object) => componentOf(object) === service)!
        .spec.triggers.find(({ type }) => type === 'kafka')!;
      const { spec } = authentications.find(({ metadata }) => metadata.name === trigger.authenticationRef?.name)!;
      // The user is what the container of the service has.
      expect(spec.env).toEqual([{ parameter: 'username', name: 'KAFKA_SASL_USERNAME' }]);
      return spec.secretTargetRef.map(({ parameter, name, key }) => `${parameter} ${name}/${key}`);
    };
    const ca = 'ca harmonybatch-ca/ca.crt';
    const shared = ['password shared/password', ca, 'cert certificate/tls.crt', 'key certificate/tls.key'];
    expect(secretsOf('ingest')).toEqual(['password of-ingest/password', ...shared.slice(1)]);
    expect(secretsOf('batcher')).toEqual([shared[0], ca, 'cert of-batcher/user.crt', 'key of-batcher/tls.key']);
    for (const service of ['rate-estimator', 'dispatcher', 'outcome-forwarder'] as const)
      expect(secretsOf(service)).toEqual(shared);
    expect(authentications).toHaveLength(3);
  });

  it('are refused where one has no login, which is named', () => {
    const one = [
      '--set',
      'kafka.sasl.mechanism=plain,kafka.sasl.perService.ingest.existingSecret=of-ingest',
      '--set',
      withConsole,
    ];
    expect(() => render(one)).toThrow(/batcher has no login.*kafka\.sasl\.perService\.batcher\.existingSecret/);
    const all = serviceNames.flatMap((name) => ['--set', `kafka.sasl.perService.${name}.existingSecret=of-${name}`]);
    expect(servicesOf(render([...one, ...all]))).toHaveLength(serviceNames.length);
  });
});
