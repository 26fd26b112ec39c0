import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { libraryManifest, wholeManifest } from './manifest.cjs';

const root = join(__dirname, '..', '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const versionOf = (path: string): string => (JSON.parse(read(path)) as { version: string }).version;
const version = versionOf('package.json');

describe('one version', () => {
  const files = execFileSync('git', ['ls-files', '*/package.json'], { cwd: root, encoding: 'utf8' }).trim().split('\n');
  const released = files.filter((path) => /^(apps|libs|functions)\/[^/]+\/package\.json$/.test(path));

  it('is that of every package', () => {
    expect(released.length).toBeGreaterThan(20);
    expect(released.filter((path) => versionOf(path) !== version)).toEqual([]);
  });

  it('is the newest of the change log', () => {
    expect(/^## (\d\S*)/m.exec(read('CHANGELOG.md'))?.[1]).toBe(version);
  });
});

describe('what is packed', () => {
  const isOurs = (name: string): boolean => name.startsWith('@harmonybatch/');

  it('is a library that needs our others in this version, and reads no sources', () => {
    const { dependencies, exports } = libraryManifest('@harmonybatch/planning');
    expect(dependencies).toEqual({ '@harmonybatch/model': version });
    expect(Object.keys(exports?.['.'] ?? {})).toEqual(['types', 'default']);
  });

  it('is, where it is installed alone, a package that brings ours along, down to the last, and says itself what they need of others', () => {
    const { dependencies, bundleDependencies = [] } = wholeManifest('@harmonybatch/cli');
    expect(bundleDependencies).toEqual(
      expect.arrayContaining(['@harmonybatch/contracts', '@harmonybatch/batch-store']),
    );
    for (const name of bundleDependencies) {
      const needed = libraryManifest(name).dependencies;
      expect(Object.keys(needed).filter((one) => isOurs(one) && !bundleDependencies.includes(one))).toEqual([]);
      expect(dependencies).toMatchObject(needed);
    }
  });

  it('is a client that has a kafkajs of its own, and needs no server', () => {
    const { dependencies, bundleDependencies } = wholeManifest('@harmonybatch/client', ['kafkajs']);
    expect(bundleDependencies).toContain('kafkajs');
    expect(dependencies['kafkajs']).toBe('2.2.4');
    expect(Object.keys(dependencies).filter((name) => /nest|rxjs/.test(name))).toEqual([]);
  });
});
