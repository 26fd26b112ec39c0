import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cli } from '../captured-terminal';

const folder = mkdtempSync(join(tmpdir(), 'hb-shadow-command-'));
afterAll(() => rmSync(folder, { recursive: true }));

const apps = join(folder, 'apps.yaml');
const text = 'model: vgg19\napps: [{name: a, sloMs: 500}]\ntoday: {perMonth: 100, currency: USD}\n';
beforeAll(() => writeFileSync(apps, text));

const nobody = ['--brokers', '127.0.0.1:1'];
const slo = ['--default-slo', '500', '--model', 'vgg19'];

test.each<[string, string[], RegExp]>([
  ['without an SLO', ['--model', 'vgg19'], /No app has an SLO[\s\S]*--default-slo/],
  ['without a model', ['--default-slo', '500'], /Which model[\s\S]*vgg19/],
  ['with a strategy that is none', [...slo, '--strategy', 'best'], /--strategy best is unknown/],
  ['with a place of the app that is none', [...slo, '--app-field', 'a..b'], /JSON pointer/],
  ['from the future', [...slo, '--from', '2999-01-01'], /lies in the future/],
  ['from no time', [...slo, '--from', 'yesterday'], /2027-06-30/],
  ['for no time', [...slo, '--for', '0s'], /duration/],
  ['with what is paid in another currency', ['--apps', apps], /today is in USD, and price book .* in CNY/],
])('shadow %s is refused before anything is read', async (_what, options, message) => {
  const { status, stdout, stderr } = await cli(['shadow', 'topic', ...nobody, ...options]);
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(message);
});

test('brokers that are no brokers, and no brokers at all, are refused', async () => {
  expect((await cli(['shadow', 'topic', '--brokers', 'kafka', ...slo])).stderr).toContain(
    '--brokers must be host:port',
  );
  expect((await cli(['shadow', 'topic', ...slo], { folder })).stderr).toContain('No running system was found');
});
