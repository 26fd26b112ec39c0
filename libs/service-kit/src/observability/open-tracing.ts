import { noTracing, type Tracing } from '@harmonybatch/ports';
import { projectVersion } from '../config/arguments';
import type { tracingVariables } from '../config/tracing-variables';
import type { ConfigOf } from '../config/variable';
import { messagingLogOf, type ServiceLogger } from './logger';

/** The spans of a service, and how what is left of them is sent at its end. */
export interface ServiceTracing {
  readonly tracing: Tracing;
  close(): Promise<void>;
}

/** Without a collector nothing of OpenTelemetry is even loaded. */
export async function openTracing(
  service: string,
  config: ConfigOf<typeof tracingVariables>,
  logger: ServiceLogger,
): Promise<ServiceTracing> {
  const { otlpEndpoint: endpoint } = config;
  if (endpoint === undefined) return { tracing: noTracing, close: () => Promise.resolve() };
  const { openTracing: open } = await import('@harmonybatch/tracing');
  return open({
    endpoint,
    headers: headersOf(config.otlpHeaders),
    sampler: config.tracesSampler,
    samplingRatio: config.tracesSamplingRatio,
    serviceName: config.otelServiceName ?? `harmonybatch-${service}`,
    serviceVersion: projectVersion(),
    log: messagingLogOf(logger),
  });
}

/** `name=value,name=value`, values percent-encoded, as OpenTelemetry has it. */
function headersOf(text: string | undefined): Record<string, string> {
  const pairs = (text ?? '').split(',').filter((pair) => pair !== '');
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      return [pair.slice(0, at).trim(), decoded(pair.slice(at + 1).trim())];
    }),
  );
}

/** What is not percent-encoded is meant as it stands. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
