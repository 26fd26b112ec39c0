#!/usr/bin/env node
/** Planning time of `harmony` for 1, 6 and 12 apps beside Table IV of the paper. Needs `npm run build`. */
const { performance } = require('node:perf_hooks');
const { catalogues, priceBooks, shippedProfiles } = require('../libs/model');
const { plan } = require('../libs/planning');

const usage = 'usage: node bench/planning-time.cjs [--json] [--help]\n\nMedians of 20 warm runs, one thread.\n';
const appCounts = [1, 6, 12];
const warmRuns = 20;
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

function appsOf(model, count, random) {
  const [least, most] = sloRangeMs[model];
  return Array.from({ length: count }, (_, index) => ({
    name: `app${index}`,
    sloMs: Math.round(least + 50 + random() * (most - least - 50)),
    rateHz: 0.05 * (20 / 0.05) ** random(),
  }));
}

function medianMs(model, count) {
  const random = randomOf(count);
  const request = {
    strategy: 'harmony',
    model,
    profile: shippedProfiles[model],
    prices: priceBooks['prototype-2023-cny'],
    catalogue: catalogues['paper-2023'],
    overheadMs: 0,
  };
  const times = [];
  for (let run = 0; run < 2 * warmRuns; run += 1) {
    const apps = appsOf(model, count, random);
    const startMs = performance.now();
    const result = plan({ ...request, apps });
    const tookMs = performance.now() - startMs;
    if (result.kind !== 'planned') throw new Error(`${model} could not be planned: ${JSON.stringify(result)}`);
    if (run >= warmRuns) times.push(tookMs);
  }
  return times.sort((one, other) => one - other)[warmRuns / 2];
}

function main() {
  if (process.argv.includes('--help')) return process.stdout.write(usage);
  const rows = appCounts.map((apps) => ({
    apps,
    paperMs: paperMs[apps],
    medianMs: Object.fromEntries(Object.keys(sloRangeMs).map((model) => [model, medianMs(model, apps)])),
  }));
  if (process.argv.includes('--json')) return process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
  const models = Object.keys(sloRangeMs);
  process.stdout.write(`  apps   Table IV  ${models.map((model) => model.padStart(10)).join('')}\n`);
  for (const { apps, paperMs: paper, medianMs: ms } of rows) {
    const cells = models.map((model) => `${ms[model].toFixed(2)} ms`.padStart(10)).join('');
    process.stdout.write(`  ${String(apps).padStart(4)}   ${`${paper} ms`.padStart(8)}  ${cells}\n`);
  }
}

main();
