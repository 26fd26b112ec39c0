import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { documents, root } from './documents';

const withoutCode = (text: string): string => text.replace(/^```[\s\S]*?^```/gm, '');

/** Relative links, without their anchors. */
const linksOf = (text: string): string[] =>
  [...withoutCode(text).matchAll(/\]\((?!https?:|mailto:|#)([^)\s#]+)/g)].map(([, link]) => link ?? '');

/** Paths from the top that stand in the text as code. */
const pathsOf = (text: string): string[] =>
  [...withoutCode(text).matchAll(/`((?:libs|apps|docs|e2e|bench|tools|deploy)\/[\w./-]*\w)`/g)].map(
    ([, path]) => path ?? '',
  );

describe.each(documents())('$path', ({ path, text }) => {
  it('links to what is there', () => {
    expect(linksOf(text).filter((link) => !existsSync(join(root, dirname(path), normalize(link))))).toEqual([]);
  });

  it('names paths that are there', () => {
    // The change log speaks of what was.
    const named = path === 'CHANGELOG.md' ? [] : pathsOf(text);
    expect(named.filter((name) => !existsSync(join(root, name)))).toEqual([]);
  });
});
