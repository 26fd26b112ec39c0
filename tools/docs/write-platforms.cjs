/**
 * Runs the conformance suite of function platforms on each of them and writes its table, docs/platforms.md:
 * `npm run build && npm run docs:platforms`. Exits with 1 where a case fails.
 */
const { spawnSync } = require('node:child_process');
const { mkdtempSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const prettier = require('prettier');

const root = join(__dirname, '..', '..');
const target = join(root, 'docs', 'platforms.md');
const suite = / as a platform of functions$/;
const marks = { passed: '✓', failed: '✗' };

/** Results of all suites of that name, as jest tells them. */
function run() {
  const folder = mkdtempSync(join(tmpdir(), 'platforms-'));
  const report = join(folder, 'report.json');
  const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  const args = [jest, 'platform-conformance', '--selectProjects', 'unit', '--json', `--outputFile=${report}`];
  try {
    spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
    return JSON.parse(readFileSync(report, 'utf8')).testResults.flatMap(({ assertionResults }) => assertionResults);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const platformOf = ({ ancestorTitles: [first] }) => first.replace(suite, '');
const caseOf = ({ ancestorTitles: [, ...groups], title }) => [...groups, title].join(' ');
const row = (cells) => `| ${cells.join(' | ')} |`;

function page(results) {
  const platforms = [...new Set(results.map(platformOf))].sort();
  const casesOf = (platform) => results.filter((one) => platformOf(one) === platform).map(caseOf);
  // The platform with the most cases has them in their order.
  const cases = [
    ...new Set(
      platforms
        .map(casesOf)
        .sort((left, right) => right.length - left.length)
        .flat(),
    ),
  ];
  const markOf = (platform, name) =>
    marks[results.find((one) => platformOf(one) === platform && caseOf(one) === name)?.status] ?? '–';
  return [
    '# Platforms of functions and what each of them does',
    '',
    'Written by `npm run docs:platforms`, which runs one suite, `libs/ports/test/function-platform-conformance.ts`, on every',
    'adapter: Function Compute against its emulator, Knative against the local one, AWS Lambda against a server that was compared with',
    '`moto`. ✓ passed, ✗ failed; – is no case there, since that platform does not refuse so.',
    '',
    row(['case', ...platforms]),
    row(['-', ...platforms.map(() => ':-:')]),
    ...cases.map((name) => row([name, ...platforms.map((platform) => markOf(platform, name))])),
    '',
  ].join('\n');
}

async function write() {
  const results = run().filter(({ ancestorTitles: [first = ''] }) => suite.test(first));
  const style = await prettier.resolveConfig(target);
  const text = await prettier.format(page(results), { ...style, parser: 'markdown' });
  writeFileSync(target, text);
  process.stdout.write(text);
  if (results.some(({ status }) => status === 'failed')) process.exitCode = 1;
}

void write();
