import { groupIdOf } from '@harmonybatch/messaging';
import { exampleFile } from './chart-files';
import { componentOf, ofKind, render, servicesOf, type ScaledObject } from './rendered';
import { serviceNames } from './service-variables';

const gateway = 'http-gateway';

describe('scaling', () => {
  const manifests = render(['--values', exampleFile('production')]);
  const scaled = ofKind(manifests, 'ScaledObject') as ScaledObject[];

  it('is each service’s own, by the group that it reads its stream with; planner and console work alone', () => {
    expect(scaled.map(componentOf).sort()).toEqual(
      serviceNames.filter((service) => !['planner', 'console'].includes(service)).sort(),
    );
    for (const object of scaled.filter((one) => componentOf(one) !== gateway)) {
      const { metadata } = object.spec.triggers.find(({ type }) => type === 'kafka')!;
      const topic = metadata['topic']!.replace(/^hb\./, '');
      expect(metadata['consumerGroup']).toBe(groupIdOf('hb.', componentOf(object), topic));
      expect(object.spec.scaleTargetRef.name).toBe(object.metadata.name);
      expect(object.spec.maxReplicaCount).toBeLessThanOrEqual(24);
    }
  });

  it('of the gateway, which divides no stream, goes by its CPU and its open calls', () => {
    const { triggers } = scaled.find((object) => componentOf(object) === gateway)!.spec;
    expect(triggers.map(({ type }) => type)).toEqual(['cpu', 'prometheus']);
    expect(triggers[1]!.metadata['query']).toBe('sum(harmonybatch_http_open_requests{namespace="serving"})');
  });

  it('leaves the number of replicas to KEDA, where it scales', () => {
    for (const { spec, metadata } of servicesOf(manifests)) {
      const isScaled = scaled.some((object) => object.metadata.name === metadata.name);
      expect(spec.replicas === undefined).toBe(isScaled);
    }
    for (const { spec } of servicesOf(render())) expect(spec.replicas).toBe(2);
  });

  it('asks Prometheus of batchers for waits and buffers, in this namespace', () => {
    const batcher = scaled.find((object) => componentOf(object) === 'batcher')!;
    const queries = batcher.spec.triggers
      .filter(({ type }) => type === 'prometheus')
      .map(({ metadata }) => metadata['query']);
    expect(queries).toEqual([
      'max(harmonybatch_oldest_wait_seconds{namespace="serving"})',
      'sum(harmonybatch_buffered_requests{namespace="serving"})',
    ]);
  });

  it('logs KEDA in as the services are, with the password of their Secret', () => {
    const login = ['mechanism=plain', 'existingSecret=harmonybatch'].map((value) => `kafka.sasl.${value}`);
    const trusted = ['kafka.tls=true', 'trustedCa.existingSecret=harmonybatch-ca', 'keda.enabled=true'];
    const shared = render(['--set', [...login, ...trusted].join()]);
    const [authentication, ...others] = ofKind(shared, 'TriggerAuthentication');
    expect(others).toEqual([]);
    const scaling = ofKind(shared, 'ScaledObject') as ScaledObject[];
    for (const { spec } of scaling.filter((one) => componentOf(one) !== gateway))
      expect(spec.triggers[0]!.authenticationRef?.name).toBe(authentication!.metadata.name);
    expect(authentication!.spec).toMatchObject({
      env: [{ parameter: 'username', name: 'KAFKA_SASL_USERNAME' }],
      secretTargetRef: [
        { parameter: 'password', name: 'harmonybatch', key: 'password' },
        { parameter: 'ca', name: 'harmonybatch-ca', key: 'ca.crt' },
      ],
    });
    expect(ofKind(render(['--set', 'keda.enabled=true']), 'TriggerAuthentication')).toEqual([]);
  });

  it('refuses more replicas than partitions, and says how to mend it', () => {
    const more = ['--set', 'keda.enabled=true', '--set', 'services.ingest.scaling.maxReplicas=13'];
    expect(() => render(more)).toThrow(
      /maxReplicas is 13, but inference\.requested has 12 partitions.*raise kafka\.partitions/,
    );
  });
});
