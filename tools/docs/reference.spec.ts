import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './documents';
import { pages } from './reference/pages.cjs';

const folder = join(root, 'docs', 'reference');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
const load = (project: string, file: string): unknown => jest.requireActual(join(root, project, 'src', file));

/** Padding, dashes of tables and line breaks are Prettier's. */
const words = (text: string): string => text.replace(/-{3,}/g, '-').replace(/\s+/g, ' ').trim();
const contentOf = (name: string, text: string): unknown => (name.endsWith('.json') ? JSON.parse(text) : words(text));

describe('docs/reference; if not, run: npm run build && npm run docs:reference', () => {
  it.each(Object.entries(pages))('%s says what the code says', (name, make) => {
    expect(contentOf(name, readFileSync(join(folder, name), 'utf8'))).toEqual(contentOf(name, make(load, version)));
  });

  it('names every page on its first one', () => {
    const index = readFileSync(join(folder, 'README.md'), 'utf8');
    expect(readdirSync(folder).filter((name) => name !== 'README.md' && !index.includes(`](${name})`))).toEqual([]);
  });
});
