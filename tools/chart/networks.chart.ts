import { exampleFile } from './chart-files';
import {
  componentOf,
  containerOf,
  ofKind,
  render,
  type Deployment,
  type Manifest,
  type NetworkPolicySpec,
} from './rendered';

const minimal = ['--values', exampleFile('minimal')];

describe('networks', () => {
  const manifests = render(minimal.concat('--set', 'networkPolicy.enabled=true'));
  const policies = ofKind(manifests, 'NetworkPolicy') as (Manifest & { spec: NetworkPolicySpec })[];
  const portsOf = (component: string): unknown[] =>
    policies
      .find((policy) => componentOf(policy) === component)!
      .spec.egress.flatMap(({ ports }) => ports.map(({ port }) => port));

  it('have one policy for each Deployment, which selects its pods', () => {
    const deployments = ofKind<Deployment>(manifests, 'Deployment');
    expect(policies.map((policy) => policy.spec.podSelector.matchLabels)).toEqual(
      expect.arrayContaining(deployments.map(({ spec }) => spec.selector.matchLabels)),
    );
    expect(policies).toHaveLength(deployments.length);
    for (const { spec } of policies) expect(spec.policyTypes).toEqual(['Ingress', 'Egress']);
  });

  it.each([
    ['ingest', [53, 53, 9092, 8081]],
    ['rate-estimator', [53, 53, 9092, 8081]],
    ['batcher', [53, 53, 9092, 8081, 6379]],
    ['dispatcher', [53, 53, 9092, 8081, 6379, 9000]],
    ['planner', [53, 53, 9092, 8081, 9000]],
    ['http-gateway', [53, 53, 9092, 8081]],
    ['emulator', []],
  ])('let %s out to %j alone', (component, ports) => expect(portsOf(component)).toEqual(ports));

  it('let the gateway out to webhooks where their ports are named, and nobody else', () => {
    const opened = render(minimal.concat('--set', 'networkPolicy.enabled=true,networkPolicy.webhooks.ports={8443}'));
    const open = (ofKind(opened, 'NetworkPolicy') as (Manifest & { spec: NetworkPolicySpec })[]).filter(({ spec }) =>
      spec.egress.some(({ ports }) => ports.some(({ port }) => port === 8443)),
    );
    expect(open.map(componentOf)).toEqual(['http-gateway']);
  });

  const selectorOf = (component: string): unknown =>
    policies.find((policy) => componentOf(policy) === component)!.spec.podSelector.matchLabels;

  it('leave the ports of presence closed where replicas do not watch each other', () => {
    const without = render(minimal.concat('--set', 'networkPolicy.enabled=true,presence.enabled=false'));
    const rules = (ofKind(without, 'NetworkPolicy') as (Manifest & { spec: NetworkPolicySpec })[]).map(
      ({ spec }) => spec,
    );
    expect(JSON.stringify(rules)).not.toMatch(/8081|presence/);
    for (const deployment of ofKind<Deployment>(without, 'Deployment')) {
      const { ports } = containerOf(deployment);
      expect(ports.map(({ name }) => name)).not.toContain('presence');
    }
  });

  it('lead to the gateway by a Service, where its pods listen', () => {
    const [service, ...others] = ofKind(manifests, 'Service').filter((one) => componentOf(one) === 'http-gateway');
    expect(others).toEqual([]);
    const { selector, ports } = (service as Manifest & { spec: { selector: unknown; ports: unknown } }).spec;
    expect(selector).toEqual(selectorOf('http-gateway'));
    expect(ports).toEqual([{ name: 'http', port: 8000, targetPort: 'inference', appProtocol: 'http' }]);
    const deployment = ofKind<Deployment>(manifests, 'Deployment').find((one) => componentOf(one) === 'http-gateway')!;
    const { env, ports: open } = containerOf(deployment);
    expect(open).toContainEqual({ name: 'inference', containerPort: 8000 });
    expect(env).toContainEqual({ name: 'GATEWAY_PORT', value: '8000' });
    expect(env).toContainEqual({ name: 'GATEWAY_HOST', value: '0.0.0.0' });
  });

  it('let in who reads metrics, other pods of the service, and to the emulator who calls functions', () => {
    const lettingIn = (component: string) => policies.find((policy) => componentOf(policy) === component)!.spec.ingress;
    expect(lettingIn('ingest')).toEqual([
      {
        from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } }],
        ports: [{ port: 'http', protocol: 'TCP' }],
      },
      {
        from: [{ podSelector: expect.objectContaining({ matchLabels: selectorOf('ingest') }) }],
        ports: [{ port: 'presence', protocol: 'TCP' }],
      },
    ]);
    expect(lettingIn('http-gateway')[1]).toEqual({
      from: [{ podSelector: {} }],
      ports: [{ port: 'inference', protocol: 'TCP' }],
    });
    const callers = lettingIn('emulator').flatMap(({ from }) =>
      from.map(({ podSelector }) => podSelector?.matchLabels['app.kubernetes.io/component']),
    );
    expect(callers).toEqual(['planner', 'dispatcher']);
  });
});
