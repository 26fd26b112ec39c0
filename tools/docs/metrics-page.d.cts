export function metricsPage(telemetry: typeof import('@harmonybatch/telemetry')): string;
