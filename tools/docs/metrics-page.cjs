/** The page of every metric, made from the catalogue in libs/telemetry. */

const cell = (text) => text.replaceAll('|', '\\|');

const valuesOf = (values) => (values === 'any' ? '' : `: ${values.map((value) => `\`${value}\``).join(', ')}`);

const labelsOf = (labels) =>
  Object.entries(labels)
    .map(([name, values]) => `\`${name}\`${valuesOf(values)}`)
    .join('; ');

const row = ({ name, kind, unit, labels, help }) =>
  `| \`${name}\` | ${kind} | ${unit} | ${labelsOf(labels)} | ${cell(help)} |`;

const section = (services, count, metrics) => [
  '',
  `## ${services.length === count ? 'Every service' : services.join(' and ')}`,
  '',
  '| metric | kind | unit | labels | what |',
  '| --- | --- | --- | --- | --- |',
  ...metrics.map(row),
];

/** Metrics by the services that measure them, in the order of the services. */
function byServices(metricsOfService) {
  const services = new Map();
  for (const [service, metrics] of Object.entries(metricsOfService))
    for (const metric of metrics) services.set(metric, [...(services.get(metric) ?? []), service]);
  const groups = new Map();
  for (const [metric, names] of services) groups.set(names.join(), [...(groups.get(names.join()) ?? []), metric]);
  return groups;
}

const bounds = (buckets) => buckets.join(', ');

/**
 * @param telemetry the exports of libs/telemetry
 * @returns the page as Markdown, not yet formatted
 */
exports.metricsPage = ({ metricsOfService, secondsBuckets, batchSizeBuckets }) => {
  const count = Object.keys(metricsOfService).length;
  return [
    '# Metrics',
    '',
    'Written by `npm run docs:metrics` from the catalogue in [libs/telemetry](../../libs/telemetry/README.md). Each service serves its own at `/metrics` on',
    '`HTTP_PORT`, from its start: those whose labels have known values with zeros, the others once there is something to tell. Every series has the label',
    '`service` as well, and beside these there are those of the process (`process_…`, `nodejs_…`) as prom-client has them.',
    '',
    '- A label without values has any that the deployment gives: a name of a model, app, function, group or topic, a code, a currency. A metric tells 1,000',
    '  combinations apart, of which those that were not counted for an hour give their places up; beyond that such labels say `other`, and of gauges nothing is said. Requests that name no app that is registered have `unregistered`.',
    '- `slo_class` is the least bound that the SLO of a request is not above. Each bound is one of the buckets of latencies, so that the part of a class that',
    '  was answered within its bound can be read from the histogram; SLOs themselves may be any number.',
    `- Histograms of seconds have the buckets ${bounds(secondsBuckets)}; those of batch sizes ${bounds(batchSizeBuckets)}.`,
    '- Money is in the currency that its label says, never summed over currencies.',
    ...[...byServices(metricsOfService)].flatMap(([services, metrics]) => section(services.split(','), count, metrics)),
    '',
  ].join('\n');
};
