import { readFileSync, writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { amissIn, type Container } from '../../e2e/compose/src/engine/compose';
import { extraCertificates } from '../../e2e/compose/src/images/extra-certificates';
import { imagesIn, neededImages, repositoryOf } from '../../e2e/compose/src/images/needed-images';
import { canStandInFor } from '../../e2e/compose/src/images/stand-ins';
import { readOptions, UsageError } from '../../e2e/compose/src/options';
import { Steps } from '../../e2e/compose/src/report/steps';
import { countAnswers, countByApp } from '../../e2e/compose/src/system/outcome-count';
import type { ReplayFindings } from '../../e2e/compose/src/system/harmonybatch-command';
import { assetsIn, differences, forgotten } from '../../e2e/compose/src/steps/console-step';
import { unloaded, unscraped } from '../../e2e/compose/src/steps/monitoring-step';
import { compareBill } from '../../e2e/compose/src/steps/sbom-step';
import { judge } from '../../e2e/compose/src/steps/traffic-step';

const root = join(__dirname, '..', '..');

describe('the run of docker-compose.yml', () => {
  it('names the images that are not built here, each once', () => {
    const text =
      'FROM node:24-slim AS a\nFROM a AS b\nFROM node:24-slim\n  image: harmonybatch:local\n  image: valkey/valkey:8\n';
    expect(imagesIn(text)).toEqual(['node:24-slim', 'valkey/valkey:8']);
  });

  it('can stand in for the images that every service needs', () => {
    const needed = neededImages(root).map(repositoryOf);
    expect(needed).toEqual(['node', 'apache/kafka', 'valkey/valkey', 'prom/prometheus', 'grafana/grafana']);
    expect(needed.every(canStandInFor)).toBe(true);
    expect(canStandInFor('example/other')).toBe(false);
  });

  it('hands in the certificates that Node does not have itself, and no others', () => {
    const folder = mkdtempSync(join(tmpdir(), 'certificates-'));
    const own = '-----BEGIN CERTIFICATE-----\nT3VycyBhbG9uZQ==\n-----END CERTIFICATE-----';
    writeFileSync(join(folder, 'ca.pem'), [rootCertificates[0], own].join('\n'));
    expect(extraCertificates(join(folder, 'ca.pem'))).toBe(own);
    expect(extraCertificates(undefined)).toBe('');
    rmSync(folder, { recursive: true });
  });

  it('waits for what does not run, is not healthy or is not there', () => {
    const well: Container = { id: 'a', service: 'batcher', running: true, health: 'healthy', restarts: 0 };
    expect(amissIn([well, { ...well, id: 'b' }], { batcher: 2 })).toEqual([]);
    expect(amissIn([well], { batcher: 2 })).toEqual(['batcher does not have 2 containers']);
    expect(amissIn([{ ...well, health: 'starting' }], {})).toEqual(['batcher is starting']);
    expect(amissIn([{ ...well, health: '' }], {})).toEqual(['batcher is without a check']);
    expect(amissIn([{ ...well, running: false }], {})).toEqual(['batcher is not running']);
  });

  const found: ReplayFindings = {
    requests: 10,
    answered: 10,
    lost: 0,
    unpublished: 0,
    unreadable: 0,
    duplicates: 1,
    attainment: 0.9,
    outcomes: { ok: 9, expired: 1 },
  };

  it('holds late answers against nobody', () => {
    expect(judge(found)).toContain('10 answered, 0 lost');
  });

  it.each<Partial<ReplayFindings>>([
    { lost: 1 },
    { unpublished: 1 },
    { unreadable: 1 },
    { outcomes: { error: 1, ok: 9 } },
    { outcomes: { expired: 10 } },
  ])('finds fault with %j', (fault) => {
    expect(() => judge({ ...found, ...fault })).toThrow('10 requests');
  });

  it('counts the requests of each app, each id once, and finds what a console shows otherwise', () => {
    const asked = [
      { id: 'a', app: 'one' },
      { id: 'a', app: 'one' },
      { id: 'b', app: 'two' },
    ];
    expect(countByApp(asked)).toEqual({ one: 1, two: 1 });
    expect(differences({ one: 1, two: 1, idle: 0 }, { one: 1, two: 1 })).toEqual([]);
    expect(differences({ one: 1, three: 2 }, { one: 1, two: 1 })).toEqual([
      '2 of 0 requests of three are shown',
      '0 of 1 requests of two are shown',
    ]);
  });

  it('finds a console that forgot what was spent, or since when it knows', () => {
    const spent = { keptSinceMs: 1, total: { amount: 2 }, rows: [{ name: 'one', amount: 2, requests: 1 }] };
    expect(forgotten(spent, spent)).toEqual([]);
    expect(forgotten(spent, { ...spent, keptSinceMs: 2 })).toHaveLength(1);
    expect(forgotten(spent, { ...spent, total: { amount: 4 } })).toHaveLength(1);
  });

  it('finds the files that a page names', () => {
    const page = '<link href="/assets/a.css"><script src="/assets/b.js"></script><a href="/plan">';
    expect(assetsIn(page)).toEqual(['/assets/a.css', '/assets/b.js']);
  });

  it('counts each request once by its first outcome', () => {
    const record = { id: 'a', identity: '1' };
    expect(countAnswers(['a'], [record])).toEqual({ requests: 1, repeated: 0, amiss: [] });
    expect(countAnswers(['a', 'a'], [record, record])).toEqual({ requests: 1, repeated: 1, amiss: [] });
    expect(countAnswers(['a', 'b'], [record]).amiss).toEqual(['1 not answered, such as b']);
    expect(countAnswers(['a'], [record, { ...record, identity: '2' }]).amiss).toEqual([
      '1 answered under two identities, such as a',
    ]);
    expect(countAnswers([], [record]).amiss).toEqual(['1 answered and not asked, such as a']);
  });

  const container: Container = { id: 'a', service: 'batcher', running: true, health: 'healthy', restarts: 0 };
  const target = { health: 'up', lastError: '', labels: { job: 'batcher' } };

  it('has every replica scraped', () => {
    const two = [container, { ...container, id: 'b' }];
    expect(unscraped([target, target], two, ['batcher'])).toEqual([]);
    expect(unscraped([target], two, ['batcher'])).toEqual(['1 of 2 of batcher are scraped']);
    expect(unscraped([], [], ['batcher'])).toEqual(['0 of 0 of batcher are scraped']);
    expect(unscraped([{ ...target, health: 'down', lastError: 'refused' }], [container], ['batcher'])).toEqual([
      'batcher is down: refused',
    ]);
  });

  it('has every rule loaded and evaluated', () => {
    const rule = { name: 'Late', health: 'ok' };
    expect(unloaded([{ name: 'slo', rules: [rule] }], { slo: 1 })).toEqual([]);
    expect(unloaded([{ name: 'slo', rules: [rule] }], { slo: 2, money: 1 })).toEqual([
      'slo has 1 of 2 rules',
      'money has 0 of 1 rules',
    ]);
    expect(unloaded([{ name: 'slo', rules: [{ ...rule, health: 'err', lastError: 'no such' }] }], { slo: 1 })).toEqual([
      'Late is err: no such',
    ]);
  });

  const bill = {
    bomFormat: 'CycloneDX',
    components: [
      { group: '@nestjs', name: 'core', version: '11.0.0' },
      { name: 'kafkajs', version: '2.2.4' },
    ],
  };

  it('counts the packages that the bill of materials and the image both have', () => {
    expect(compareBill(bill, ['kafkajs@2.2.4', '@nestjs/core@11.0.0', 'kafkajs@2.2.4'])).toBe(2);
  });

  it.each([
    ['a package that is not listed', bill, ['kafkajs@2.2.4', '@nestjs/core@11.0.0', 'kafkajs@2.2.3']],
    ['one that is listed and not there', bill, ['kafkajs@2.2.4']],
    ['a bill of nothing', { ...bill, components: [] }, []],
    ['another format', { ...bill, bomFormat: 'SPDX' }, ['kafkajs@2.2.4', '@nestjs/core@11.0.0']],
  ])('finds fault with %s', (_, faulty, installed) => {
    expect(() => compareBill(faulty, installed)).toThrow('packages, format');
  });

  it('says what held and what did not', async () => {
    const said: string[] = [];
    const steps = new Steps((text) => said.push(text));
    expect(steps.hold).toBe(false);
    expect(await steps.run('up', async () => '9 containers')).toBe(true);
    expect(steps.hold).toBe(true);
    expect(await steps.run('down', () => Promise.reject(new Error('left one')))).toBe(false);
    expect(steps.hold).toBe(false);
    expect(said.join()).toMatch(/✓ up .*9 containers.*✗ down .*left one/s);
  });

  it('refuses what it does not know, and rounds that are none', () => {
    expect(readOptions([])).toMatchObject({ seconds: 60, offline: false, help: false });
    for (const args of [['--seconds', '4'], ['--seconds', 'x'], ['--no'], ['--seconds', '3601']])
      expect(() => readOptions(args)).toThrow(UsageError);
  });

  it('is in no image', () => {
    expect(readFileSync(join(root, '.dockerignore'), 'utf8')).toMatch(/^e2e\/\*$/m);
  });
});
