import { execFileSync } from 'node:child_process';
import { parseAllDocuments } from 'yaml';
import { chartFolder } from './chart-files';

/** An object as Helm renders it. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels: Readonly<Record<string, string>>;
  };
  readonly spec: unknown;
}

export interface Container {
  readonly name: string;
  readonly command: readonly string[];
  readonly env: readonly {
    readonly name: string;
    readonly value?: string;
    readonly valueFrom?: {
      readonly secretKeyRef?: { readonly name: string; readonly key: string };
      readonly fieldRef?: { readonly fieldPath: string };
    };
  }[];
  readonly securityContext: object;
  readonly resources: object;
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
  readonly startupProbe?: Probe;
  readonly livenessProbe: Probe;
  readonly readinessProbe: Probe;
}

interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string };
}

export interface PodSpec {
  readonly automountServiceAccountToken: boolean;
  readonly serviceAccountName?: string;
  readonly terminationGracePeriodSeconds: number;
  readonly securityContext: object;
  readonly containers: readonly Container[];
  readonly volumes: readonly Volume[];
}

interface Volume {
  readonly name: string;
  readonly persistentVolumeClaim?: { readonly claimName: string };
  readonly projected?: {
    readonly sources: readonly {
      readonly secret: {
        readonly name: string;
        readonly items: readonly { readonly key: string; readonly path: string }[];
      };
    }[];
  };
}

interface WorkloadSpec {
  readonly replicas?: number;
  readonly selector: { readonly matchLabels: Readonly<Record<string, string>> };
  readonly template: { readonly metadata: Manifest['metadata']; readonly spec: PodSpec };
}

export interface NetworkPolicySpec {
  readonly podSelector: { readonly matchLabels: Readonly<Record<string, string>> };
  readonly policyTypes: readonly string[];
  readonly ingress: readonly {
    readonly from: readonly { readonly podSelector?: { readonly matchLabels: Readonly<Record<string, string>> } }[];
    readonly ports: readonly { readonly port: string }[];
  }[];
  readonly egress: readonly { readonly ports: readonly { readonly port: number }[] }[];
}

/** A Deployment or a StatefulSet. */
export type Workload = Manifest & { readonly spec: WorkloadSpec };

interface ScaledObjectSpec {
  readonly scaleTargetRef: { readonly name: string };
  readonly maxReplicaCount: number;
  readonly triggers: readonly {
    readonly type: string;
    readonly metadata: Readonly<Record<string, string>>;
    readonly authenticationRef?: { readonly name: string };
  }[];
}

interface TriggerAuthenticationSpec {
  readonly env: readonly { readonly parameter: string; readonly name: string }[];
  readonly secretTargetRef: readonly { readonly parameter: string; readonly name: string; readonly key: string }[];
}

export type ScaledObject = Manifest & { readonly spec: ScaledObjectSpec };
export type TriggerAuthentication = Manifest & { readonly spec: TriggerAuthenticationSpec };

/** Helm, as `install-helm.cjs` found it. */
const helm = (args: readonly string[]): string =>
  execFileSync(process.env['HARMONYBATCH_HELM'] ?? 'helm', args, { encoding: 'utf8', stdio: 'pipe' });

/** The version of Kubernetes that the chart is rendered for: its oldest. */
const kubernetes = ['--kube-version', '1.31'];

/**
 * The objects of a release `hb` in the namespace `serving`.
 * @param args more arguments of `helm template`, such as `--set` and `--values`
 */
export const render = (args: readonly string[] = []): Manifest[] =>
  parseAllDocuments(helm(['template', 'hb', chartFolder, '--namespace', 'serving', ...kubernetes, ...args]))
    .map((document) => document.toJS() as Manifest | null)
    .filter((manifest) => manifest !== null);

/** What Helm says of the chart by itself; throws where it finds a fault. */
export const lint = (args: readonly string[] = []): string =>
  helm(['lint', chartFolder, '--strict', ...kubernetes, ...args]);

export const componentOf = ({ metadata }: Manifest): string => metadata.labels['app.kubernetes.io/component'] ?? '';

export const ofKind = <M extends Manifest = Manifest>(manifests: readonly Manifest[], kind: string): M[] =>
  manifests.filter((manifest): manifest is M => manifest.kind === kind);

/** Values with which the console runs, which is off by default. */
export const withConsole =
  'services.console.enabled=true,services.console.token.existingSecret=harmonybatch-console-token';

/** The component of the emulated platform, which is no service. */
export const emulator = 'emulator';

/** All that runs pods. */
export const workloadsOf = (manifests: readonly Manifest[]): Workload[] =>
  ['Deployment', 'StatefulSet'].flatMap((kind) => ofKind<Workload>(manifests, kind));

export const servicesOf = (manifests: readonly Manifest[]): Workload[] =>
  workloadsOf(manifests).filter((workload) => componentOf(workload) !== emulator);

export const containerOf = (workload: Workload): Container => workload.spec.template.spec.containers[0]!;
