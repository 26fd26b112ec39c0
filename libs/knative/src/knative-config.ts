import type { TokenSource } from './tokens/token-source';

/** How to reach one namespace of a cluster with Knative Serving, or one project of Cloud Run. */
export interface KnativeConfig {
  /** The Kubernetes API, `https://10.0.0.1`, or Cloud Run's, `https://europe-west1-run.googleapis.com`. */
  readonly apiUrl: string;
  /** Namespace, or number or id of the project. */
  readonly namespace: string;
  readonly flavour: 'knative' | 'cloud-run';
  /** Certificates that the API's is checked against, PEM; absent: the system's. */
  readonly apiCa?: string;
  readonly apiToken: TokenSource;
  readonly functions: FunctionAddress;
}

/** Where functions are called. `{service}` and `{namespace}` stand for the names of a service and its namespace. */
export interface FunctionAddress {
  /** `http://{service}.{namespace}.svc.cluster.local`, `https://{service}-123456789.europe-west1.run.app`. */
  readonly url: string;
  /** The header `host`, where `url` is that of an ingress which tells services by it. */
  readonly host?: string;
  /** For services that do not take calls of everybody; its audience is the URL of the function. */
  readonly token?: TokenSource;
}
