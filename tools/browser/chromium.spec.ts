import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findChromium } from './chromium.cjs';

const folder = mkdtempSync(join(tmpdir(), 'harmonybatch-chromium-'));
const program = (name: string): string => {
  const file = join(folder, name);
  writeFileSync(file, '#!/bin/sh\n');
  chmodSync(file, 0o755);
  return file;
};
afterAll(() => rmSync(folder, { recursive: true }));

describe('the browser of the tests', () => {
  it('is the one that CHROMIUM_PATH names', () => {
    const own = program('own-browser');
    expect(findChromium({ CHROMIUM_PATH: own, PATH: '' })).toBe(own);
  });

  it('is none where CHROMIUM_PATH names none, and that is said', () => {
    expect(() => findChromium({ CHROMIUM_PATH: join(folder, 'missing'), PATH: folder })).toThrow(
      /CHROMIUM_PATH names .*missing/,
    );
  });

  it('is found on PATH, Chromium before Chrome', () => {
    expect(findChromium({ PATH: folder })).toBeUndefined();
    const chrome = program('google-chrome');
    expect(findChromium({ PATH: `/nowhere:${folder}` })).toBe(chrome);
    const chromium = program('chromium');
    expect(findChromium({ PATH: `/nowhere:${folder}` })).toBe(chromium);
  });
});
