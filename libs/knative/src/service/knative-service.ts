/** As much of `serving.knative.dev/v1` Service as is written and read here; other members stay as they are. */
export interface KnativeService {
  readonly apiVersion: 'serving.knative.dev/v1';
  readonly kind: 'Service';
  readonly metadata: ServiceMetadata;
  readonly spec: { readonly template: RevisionTemplate };
  readonly status?: ServiceStatus;
}

export interface ServiceMetadata {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  /** Raised by every change of the spec. */
  readonly generation?: number;
  readonly resourceVersion?: string;
}

export interface RevisionTemplate {
  readonly metadata?: {
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec: RevisionSpec;
}

export interface RevisionSpec {
  readonly containerConcurrency?: number;
  readonly timeoutSeconds?: number;
  readonly serviceAccountName?: string;
  readonly nodeSelector?: Readonly<Record<string, string>>;
  readonly containers: readonly ServiceContainer[];
}

export interface ServiceContainer {
  readonly name?: string;
  readonly image: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly ports?: readonly { readonly name?: string; readonly containerPort: number }[];
  readonly env?: readonly { readonly name: string; readonly value: string }[];
  readonly resources?: { readonly limits?: Quantities; readonly requests?: Quantities };
  readonly startupProbe?: HttpProbe;
}

/** By resource: cores, bytes with a suffix, cards. */
export type Quantities = Readonly<Record<string, string>>;

export interface HttpProbe {
  readonly httpGet: { readonly path: string; readonly port: number };
  readonly initialDelaySeconds?: number;
  readonly periodSeconds?: number;
  readonly timeoutSeconds?: number;
  readonly failureThreshold?: number;
}

export interface ServiceStatus {
  /** The generation that the conditions are about. */
  readonly observedGeneration?: number;
  readonly conditions?: readonly ServiceCondition[];
  readonly url?: string;
}

export interface ServiceCondition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason?: string;
  readonly message?: string;
}
