#!/usr/bin/env node
import { ContainerHost } from '@harmonybatch/container-processes';
import {
  ConfigError,
  parseArguments,
  printAnswer,
  readConfig,
  usageExitCode,
  variableLines,
} from '@harmonybatch/service-kit/program';
import { knativeLocalVariables } from './knative-local-variables';
import { LocalKnative } from './local-knative';

/** As Kubernetes has it. */
const cpuPeriodMs = 100;

const help = (): string =>
  [
    'knative-local: Knative Serving on this machine, with processes for containers.',
    '',
    'Takes no arguments other than --help and --version. Environment variables:',
    '',
    variableLines(knativeLocalVariables),
  ].join('\n');

async function main(): Promise<void> {
  const asked = parseArguments(process.argv.slice(2), 'knative-local', help);
  if (asked.kind !== 'run') return printAnswer(asked);
  const options = readConfig(process.env, knativeLocalVariables);
  const host = await ContainerHost.open({ cpuPeriodMs });
  const local = await LocalKnative.open((spec) => host.start(spec), options);
  stopWhenAsked(async () => {
    await local.close();
    await host.close();
  });
  const { apiUrl, gatewayUrl, hostTemplate } = local;
  const { cpu, memory } = host.limits;
  process.stdout.write(`${JSON.stringify({ msg: 'listening', url: apiUrl, gatewayUrl, hostTemplate, cpu, memory })}\n`);
}

/** Ends on SIGTERM and SIGINT, and with the parent where that holds an IPC channel to us. */
function stopWhenAsked(close: () => Promise<void>): void {
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    void close().finally(() => process.exit(0));
  };
  for (const event of ['SIGTERM', 'SIGINT', 'disconnect']) process.on(event, stop);
}

main().catch((error: unknown) => {
  const misused = error instanceof ConfigError;
  process.stderr.write(
    `knative-local: ${error instanceof Error ? (misused ? error.message : error.stack) : String(error)}\n`,
  );
  process.exitCode = misused ? usageExitCode : 1;
});
