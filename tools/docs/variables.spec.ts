import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './documents';
import { variablesPage } from './variables-page.cjs';

/** Padding and dashes of tables are Prettier's. */
const words = (text: string): string => text.replace(/-{3,}/g, '-').replace(/\s+/g, ' ');

it('docs/variables.md holds every variable; if not, run: npm run build && npm run docs:variables', () => {
  const page = variablesPage((project: string, file: string) => jest.requireActual(join(root, project, 'src', file)));
  expect(words(readFileSync(join(root, 'docs', 'variables.md'), 'utf8'))).toBe(words(page));
});
