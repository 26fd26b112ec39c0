import { differences } from '../src/service/differences';
import type { KnativeService, ServiceContainer } from '../src/service/knative-service';
import { reasonIn, stateOf } from '../src/service/service-state';
import { serviceNameOf } from '../src/service/service-name';

const service = (container: Partial<ServiceContainer> = {}): KnativeService => ({
  apiVersion: 'serving.knative.dev/v1',
  kind: 'Service',
  metadata: { name: 's', generation: 2 },
  spec: { template: { spec: { containerConcurrency: 1, containers: [{ image: 'i', ...container }] } } },
});

describe('the state of a service', () => {
  const ready = (status: 'True' | 'False' | 'Unknown', words = {}) => [{ type: 'Ready', status, ...words }];
  it.each([
    ['before its controller saw it', undefined, 'pending', 'its last change is not observed yet'],
    [
      'while its last change is not observed',
      { observedGeneration: 1, conditions: ready('True') },
      'pending',
      'not observed',
    ],
    [
      'on its way',
      { observedGeneration: 2, conditions: ready('Unknown', { reason: 'Deploying' }) },
      'pending',
      'Deploying',
    ],
    ['without a word', { observedGeneration: 2 }, 'pending', 'no reason given'],
    ['in force', { observedGeneration: 2, conditions: ready('True') }, 'ready', undefined],
    [
      'that failed',
      { observedGeneration: 2, conditions: ready('False', { reason: 'R', message: 'm' }) },
      'failed',
      'R: m',
    ],
  ])('%s', (_, status, state, reason) => {
    const said = stateOf({ ...service(), status });
    expect(said.state).toBe(state);
    if (reason !== undefined) expect(said.reason).toContain(reason);
  });

  it.each([
    ['Revision "x" failed with message: 0/3 nodes are available: 3 Insufficient cpu.', 'quota'],
    ['pods "x" is forbidden: exceeded quota: compute, requested: cpu=1, used: cpu=8, limited: cpu=8', 'quota'],
    ['Revision "x" failed with message: Unable to fetch image "i": failed to resolve image to digest', 'image'],
    ["Image 'europe-docker.pkg.dev/p/r/i:1' not found.", 'image'],
    ['spec.template.spec.containers[0].resources.limits.cpu: Invalid value specified for cpu.', 'size'],
    ['maximum cpu usage per Container is 4, but limit is 16', 'size'],
    ['The user-provided container failed to start and listen on the port', 'failed'],
  ])('is refused by its words: %s', (said, reason) => expect(reasonIn(said)).toBe(reason));
});

describe('two services', () => {
  it('are the same where the API only added of its own, or writes a quantity otherwise', () => {
    const wanted = service({
      resources: { limits: { cpu: '1000m', memory: '256Mi' } },
      env: [{ name: 'A', value: '1' }],
    });
    const there = service({
      name: 'user-container',
      resources: { limits: { memory: '256Mi', cpu: '1' } },
      env: [{ name: 'A', value: '1' }],
    });
    expect(differences(wanted, there)).toEqual([]);
  });

  it('differ in what a model decides, and it is said how', () => {
    const other = service({ image: 'j', env: [{ name: 'A', value: '2' }] });
    expect(differences(service(), other)).toEqual(['image is "j", not "i"', 'env is {"A":"2"}, not {}']);
  });
});

describe('the name of a service', () => {
  it('is that of its function where DNS takes it', () => expect(serviceNameOf('hb-m-cpu-0a1b')).toBe('hb-m-cpu-0a1b'));

  it.each(['HB_Model-cpu-1', '_x', `hb-${'m'.repeat(60)}`, 'hb-m-'])(
    'else one that DNS takes, and of no other function: %s',
    (name) => {
      expect(serviceNameOf(name)).toMatch(/^[a-z][a-z0-9-]{0,47}[a-z0-9]$/);
      expect(serviceNameOf(name)).not.toBe(serviceNameOf(`${name}x`));
      expect(serviceNameOf(name)).toBe(serviceNameOf(name));
    },
  );
});
