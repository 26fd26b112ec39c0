/** A Service of `serving.knative.dev/v1` as it is stored: what is not read here is kept as it was sent. */
export interface ServiceObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
  readonly spec: { readonly template: TemplateObject };
  readonly status?: object;
}

export interface ObjectMeta {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly uid?: string;
  readonly generation?: number;
  readonly resourceVersion?: string;
}

export interface TemplateObject {
  readonly metadata?: { readonly annotations?: Readonly<Record<string, string>> };
  readonly spec: {
    readonly containerConcurrency?: number;
    readonly timeoutSeconds?: number;
    readonly containers: readonly ContainerObject[];
  };
}

export interface ContainerObject {
  readonly image: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
  readonly ports?: readonly { readonly containerPort: number }[];
  readonly resources?: { readonly limits?: Readonly<Record<string, string>> };
  readonly startupProbe?: {
    readonly httpGet?: { readonly path?: string };
    readonly initialDelaySeconds?: number;
    readonly periodSeconds?: number;
    readonly timeoutSeconds?: number;
    readonly failureThreshold?: number;
  };
}
