#!/usr/bin/env node
/** Planning time of `harmony` beside Table IV of the paper, and of `exact` up to 1,000 apps. Needs `npm run build`. */
const { performance } = require('node:perf_hooks');
const { catalogues, priceBooks, shippedProfiles } = require('../libs/model');
const { plan } = require('../libs/planning');

const usage = `usage: node bench/planning-time.cjs [--json] [--help]

Medians of 20 warm runs, one thread, each with other apps. Above 200 apps a plan of \`exact\` is proven to be within 0.1 %
of the optimum; up to there it is the optimum.
`;
const warmRuns = 20;
const appCounts = { harmony: [1, 6, 12], exact: [1, 6, 12, 30, 100, 300, 1000] };
/** Table IV: the paper's HarmonyBatch, ms, on its own machine. */
const paperMs = { 1: 2, 6: 23, 12: 38 };
/** Shortest and longest SLO of the paper's evaluation, ms. */
const sloRangeMs = { vgg19: [200, 1000], bert: [200, 1000], videomae: [1000, 2400], gpt2: [1000, 2400] };

function randomOf(seed) {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Apps with SLOs to the millisecond and rates log-uniform from 0.05 to 20 req/s. */
function appsOf(model, count, random) {
  const [least, most] = sloRangeMs[model];
  return Array.from({ length: count }, (_, index) => ({
    name: `app${index}`,
    sloMs: Math.round(least + 50 + random() * (most - least - 50)),
    rateHz: 0.05 * (20 / 0.05) ** random(),
  }));
}

function medianMs(strategy, model, count) {
  const random = randomOf(count);
  const request = {
    strategy,
    model,
    profile: shippedProfiles[model],
    prices: priceBooks['prototype-2023-cny'],
    catalogue: catalogues['paper-2023'],
    overheadMs: 0,
  };
  const coldRuns = count > 100 ? 1 : warmRuns;
  const times = [];
  for (let run = 0; run < coldRuns + warmRuns; run += 1) {
    const apps = appsOf(model, count, random);
    const startMs = performance.now();
    const result = plan({ ...request, apps });
    const tookMs = performance.now() - startMs;
    if (result.kind !== 'planned') throw new Error(`${model} could not be planned: ${JSON.stringify(result)}`);
    if (run >= coldRuns) times.push(tookMs);
  }
  return times.sort((one, other) => one - other)[warmRuns / 2];
}

function main() {
  if (process.argv.includes('--help')) return process.stdout.write(usage);
  const models = Object.keys(sloRangeMs);
  const asJson = process.argv.includes('--json');
  const rows = [];
  for (const [strategy, counts] of Object.entries(appCounts)) {
    if (!asJson)
      process.stdout.write(
        `\n  ${strategy.padEnd(8)} apps   Table IV  ${models.map((model) => model.padStart(12)).join('')}\n`,
      );
    for (const apps of counts) {
      const medians = Object.fromEntries(models.map((model) => [model, medianMs(strategy, model, apps)]));
      rows.push({ strategy, apps, paperMs: strategy === 'harmony' ? paperMs[apps] : undefined, medianMs: medians });
      if (asJson) continue;
      const paper = strategy === 'harmony' ? `${paperMs[apps]} ms` : '';
      const cells = models.map((model) => `${medians[model].toFixed(2)} ms`.padStart(12)).join('');
      process.stdout.write(`  ${''.padEnd(8)} ${String(apps).padStart(4)}   ${paper.padStart(8)}  ${cells}\n`);
    }
  }
  if (asJson) process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
}

main();
