import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository whose Markdown is shown, where it lies: nothing is copied. */
export const root = fileURLToPath(new URL('../../..', import.meta.url));

const files = execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' }).trim().split('\n');
const known = new Set(files);

/** Whether git knows a file of this path, from the top. */
export const isFile = (path: string): boolean => known.has(path);

/** Every page, by its path from the top. */
export const allPages = files.filter((path) => path.endsWith('.md'));

/** Pages below a folder. */
export const pagesIn = (folder: string): string[] => allPages.filter((path) => path.startsWith(`${folder}/`));

/** The first heading of a page. */
export const titleOf = (path: string): string =>
  /^# (.*)$/m.exec(readFileSync(join(root, path), 'utf8'))?.[1]?.replaceAll('`', '') ?? path;

/** The files that a page links to, in its order, by their path from the top. */
export const linksOf = (path: string): string[] =>
  [...readFileSync(join(root, path), 'utf8').matchAll(/\]\(([^)#:]+)/g)].map(([, link = '']) =>
    join(dirname(path), link),
  );

/** Where the page of a file is shown: a README is the page of its folder. */
export const addressOf = (path: string): string => path.replace(/README\.md$/, 'index.md');

/** The anchor of a heading as GitHub makes it, so that links within pages lead to the same place here and there. */
export const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-');
