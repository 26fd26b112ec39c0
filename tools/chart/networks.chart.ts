import { exampleFile } from './chart-files';
import {
  componentOf,
  containerOf,
  ofKind,
  render,
  withConsole,
  workloadsOf,
  type Manifest,
  type NetworkPolicySpec,
} from './rendered';

const minimal = ['--values', exampleFile('minimal')];

describe('networks', () => {
  const enabled = minimal.concat('--set', `networkPolicy.enabled=true,${withConsole}`);
  const manifests = render(enabled);
  const policies = ofKind(manifests, 'NetworkPolicy') as (Manifest & { spec: NetworkPolicySpec })[];
  const portsOf = (component: string): unknown[] =>
    policies
      .find((policy) => componentOf(policy) === component)!
      .spec.egress.flatMap(({ ports }) => ports.map(({ port }) => port));

  it('have one policy for each Deployment and StatefulSet, which selects its pods', () => {
    const workloads = workloadsOf(manifests);
    expect(policies.map((policy) => policy.spec.podSelector.matchLabels)).toEqual(
      expect.arrayContaining(workloads.map(({ spec }) => spec.selector.matchLabels)),
    );
    expect(policies).toHaveLength(workloads.length);
    for (const { spec } of policies) expect(spec.policyTypes).toEqual(['Ingress', 'Egress']);
  });

  it.each([
    ['ingest', [53, 53, 9092, 8081]],
    ['rate-estimator', [53, 53, 9092, 8081]],
    ['batcher', [53, 53, 9092, 8081, 6379]],
    ['dispatcher', [53, 53, 9092, 8081, 6379, 9000]],
    ['planner', [53, 53, 9092, 8081, 9000]],
    ['http-gateway', [53, 53, 9092, 8081]],
    ['console', [53, 53, 9092, 8081]],
    ['emulator', []],
  ])('let %s out to %j alone', (component, ports) => expect(portsOf(component)).toEqual(ports));

  it('let the gateway out to webhooks where their ports are named, and nobody else', () => {
    const opened = render(enabled.concat('--set', 'networkPolicy.webhooks.ports={8443}'));
    const open = (ofKind(opened, 'NetworkPolicy') as (Manifest & { spec: NetworkPolicySpec })[]).filter(({ spec }) =>
      spec.egress.some(({ ports }) => ports.some(({ port }) => port === 8443)),
    );
    expect(open.map(componentOf)).toEqual(['http-gateway']);
  });

  const selectorOf = (component: string): unknown =>
    policies.find((policy) => componentOf(policy) === component)!.spec.podSelector.matchLabels;

  it('leave the ports of presence closed where replicas do not watch each other', () => {
    const without = render(enabled.concat('--set', 'presence.enabled=false'));
    const rules = (ofKind(without, 'NetworkPolicy') as (Manifest & { spec: NetworkPolicySpec })[]).map(
      ({ spec }) => spec,
    );
    expect(JSON.stringify(rules)).not.toMatch(/8081|presence/);
    for (const workload of workloadsOf(without)) {
      const { ports } = containerOf(workload);
      expect(ports.map(({ name }) => name)).not.toContain('presence');
    }
  });

  it.each([
    ['http-gateway', 'inference', 8000, 'GATEWAY'],
    ['console', 'pages', 8090, 'CONSOLE'],
  ])('lead to %s by a Service, where its pods listen', (component, name, port, variables) => {
    const [service, ...others] = ofKind(manifests, 'Service').filter((one) => componentOf(one) === component);
    expect(others).toEqual([]);
    const { selector, ports } = (service as Manifest & { spec: { selector: unknown; ports: unknown } }).spec;
    expect(selector).toEqual(selectorOf(component));
    expect(ports).toEqual([{ name: 'http', port, targetPort: name, appProtocol: 'http' }]);
    const { env, ports: open } = containerOf(workloadsOf(manifests).find((one) => componentOf(one) === component)!);
    expect(open).toContainEqual({ name, containerPort: port });
    expect(env).toContainEqual({ name: `${variables}_PORT`, value: `${port}` });
    expect(env).toContainEqual({ name: `${variables}_HOST`, value: '0.0.0.0' });
  });

  it('let nobody to the console but whom the values name', () => {
    const lettingIn = (args: readonly string[]) =>
      (ofKind(render(args), 'NetworkPolicy') as (Manifest & { spec: NetworkPolicySpec })[])
        .find((policy) => componentOf(policy) === 'console')!
        .spec.ingress.filter(({ ports }) => ports.some(({ port }) => port === 'pages'));
    expect(lettingIn(enabled)).toEqual([]);
    const peer = 'networkPolicy.consoleFrom[0].namespaceSelector.matchLabels.name=ingress';
    expect(lettingIn(enabled.concat('--set', peer))).toEqual([
      {
        from: [{ namespaceSelector: { matchLabels: { name: 'ingress' } } }],
        ports: [{ port: 'pages', protocol: 'TCP' }],
      },
    ]);
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
