/**
 * Real inference through the whole system: the models of functions/onnx and apps of each are registered, real inputs are sent
 * at the load that is planned for, and answers, attainment, latency and money are held against what was promised.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { patchedKafka } from '../chain/topic-set';
import { startBackends } from '../system/backends';
import { progressFrom } from '../report/progress';
import { appFiles } from './onnx-function';
import { startRealSystem } from './real-system';
import { promisesOf, reportLines, type TrialReport } from './report';
import { Trial, type TrialTerms } from './trial';

const usage = `usage: npm run bench:real-inference -- [options]

  --minutes N      how long requests are sent, after half a minute to get warm (default 10)
  --attainment S   share of each app's requests that has to be in time (default 0.99)
  --apps FILES     apps to register, comma-separated (default: those of functions/onnx/samples); each sends at its expected rate
  --cpu-period MS  period of the CPU quotas of functions (default 10, with which the sample profiles were measured)
  --seed N         of the arrivals (default 1)
  --json FILE      writes every figure there

Exits with 1 where an app stays below the attainment, an answer is not that of its item alone, or a request is lost or answered twice.
`;

const progress = progressFrom(performance.now());

async function trial(terms: Omit<TrialTerms, 'progress'>): Promise<TrialReport> {
  const backends = await startBackends(progress);
  try {
    const system = await startRealSystem(backends, terms.cpuPeriodMs);
    try {
      return await Trial.run(system, patchedKafka(backends.brokers), backends.folder, { ...terms, progress });
    } finally {
      await system.stop();
    }
  } finally {
    await backends.stop();
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '10' },
      attainment: { type: 'string', default: '0.99' },
      apps: { type: 'string', default: appFiles.join(',') },
      'cpu-period': { type: 'string', default: '10' },
      seed: { type: 'string', default: '1' },
      json: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return void process.stdout.write(usage);
  const report = await trial({
    minutes: Number(values.minutes),
    cpuPeriodMs: Number(values['cpu-period']),
    seed: Number(values.seed),
    appFiles: values.apps.split(','),
  });
  const promises = promisesOf(report, Number(values.attainment));
  process.stdout.write(reportLines(report, promises).join('\n'));
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ ...report, promises }, null, 2)}\n`);
  process.exitCode = promises.every(({ isKept }) => isKept) ? 0 : 1;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
