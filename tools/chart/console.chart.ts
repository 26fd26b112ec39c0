import { readConfig, type ConfigOf } from '@harmonybatch/service-kit';
import { accessFaults } from '../../apps/console/src/access/access-faults';
import { variables as consoleVariables } from '../../apps/console/src/console-variables';
import {
  componentOf,
  containerOf,
  ofKind,
  render,
  withConsole,
  workloadsOf,
  type Manifest,
  type Workload,
} from './rendered';
import { schemaFaults } from './schema-faults';

interface Claim extends Manifest {
  readonly metadata: Manifest['metadata'] & { readonly annotations?: Readonly<Record<string, string>> };
  readonly spec: object;
}

/** What is rendered with the console, and with these values beside. */
const rendered = (...values: readonly string[]): Manifest[] => render(['--set', [withConsole, ...values].join()]);
const consoleOf = (manifests: readonly Manifest[]): Workload =>
  workloadsOf(manifests).find((one) => componentOf(one) === 'console')!;
const volumeOf = (manifests: readonly Manifest[]) =>
  consoleOf(manifests).spec.template.spec.volumes.find(({ name }) => name === 'history');
const claimsIn = (manifests: readonly Manifest[]): Claim[] => ofKind<Claim>(manifests, 'PersistentVolumeClaim');
const valueOf = (manifests: readonly Manifest[], variable: string): string | undefined =>
  containerOf(consoleOf(manifests)).env.find(({ name }) => name === variable)?.value;

describe('the console of the chart', () => {
  const manifests = rendered();

  it('is asked for: nothing of it is there otherwise', () => {
    expect(render().filter((manifest) => componentOf(manifest) === 'console')).toEqual([]);
  });

  it('is refused without a token, and it is said how one is made', () => {
    expect(() => render(['--set', 'services.console.enabled=true'])).toThrow(
      /services\.console\.token\.existingSecret is empty.*kubectl -n [a-z-]+ create secret generic/,
    );
  });

  it('listens on all addresses and asks for the token of the Secret, so that it starts', () => {
    const { env } = containerOf(consoleOf(manifests));
    expect(env).toContainEqual({
      name: 'CONSOLE_TOKEN',
      valueFrom: { secretKeyRef: { name: 'harmonybatch-console-token', key: 'token' } },
    });
    const environment = Object.fromEntries(env.map(({ name, value }) => [name, value ?? 'x'.repeat(32)]));
    const config = readConfig(environment, consoleVariables) as ConfigOf<typeof consoleVariables>;
    expect(config.host).toBe('0.0.0.0');
    expect(accessFaults(config)).toEqual([]);
    expect(accessFaults({ ...config, token: undefined })).toHaveLength(1);
  });

  it('is one pod of a StatefulSet, whose next one begins when the last one has ended', () => {
    const { kind, spec } = consoleOf(manifests);
    expect({ kind, replicas: spec.replicas }).toEqual({ kind: 'StatefulSet', replicas: 1 });
  });

  it('keeps its history on a volume that stays when the release goes', () => {
    const [claim, ...others] = claimsIn(manifests);
    expect(others).toEqual([]);
    expect(claim!.metadata.annotations).toEqual({ 'helm.sh/resource-policy': 'keep' });
    expect(claim!.spec).toEqual({ accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '4Gi' } } });
    expect(volumeOf(manifests)?.persistentVolumeClaim).toEqual({ claimName: claim!.metadata.name });
    const { volumeMounts } = containerOf(consoleOf(manifests));
    const { mountPath } = volumeMounts.find(({ name }) => name === 'history')!;
    expect(valueOf(manifests, 'CONSOLE_DATA_DIR')).toBe(`${mountPath}/console`);
  });

  it('takes a claim that is there, of which none is made', () => {
    const others = rendered('services.console.persistence.existingClaim=ours');
    expect(claimsIn(others)).toEqual([]);
    expect(volumeOf(others)?.persistentVolumeClaim).toEqual({ claimName: 'ours' });
  });

  it('asks for the size and the class that the values say', () => {
    const [claim] = claimsIn(
      rendered('services.console.persistence.size=20Gi,services.console.persistence.storageClassName=fast'),
    );
    expect(claim!.spec).toMatchObject({ storageClassName: 'fast', resources: { requests: { storage: '20Gi' } } });
  });

  it('names no folder where there is no volume: nothing else can be written', () => {
    const without = rendered('services.console.persistence.enabled=false');
    expect([claimsIn(without), volumeOf(without), valueOf(without, 'CONSOLE_DATA_DIR')]).toEqual([
      [],
      undefined,
      undefined,
    ]);
    expect(schemaFaults(without)).toEqual([]);
  });
});
