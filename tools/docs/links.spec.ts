import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { documents, root } from './documents';

const withoutCode = (text: string): string => text.replace(/^```[\s\S]*?^```/gm, '');

/** The anchor of a heading as GitHub makes it. */
const anchorOf = (heading: string): string =>
  heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-');

const anchors = new Map(
  documents().map(({ path, text }) => [
    path,
    new Set([...withoutCode(text).matchAll(/^#+ (.*)$/gm)].map(([, heading]) => anchorOf(heading ?? ''))),
  ]),
);

/** Links to a heading, of this page or another. */
const anchoredLinksOf = (text: string): string[] =>
  [...withoutCode(text).matchAll(/\]\((?!https?:)([^)\s]*#[^)\s]+)/g)].map(([, link]) => link ?? '');

const leadsNowhere = (page: string, link: string): boolean => {
  const [path = '', anchor = ''] = link.split('#');
  const target = path === '' ? page : join(dirname(page), path);
  return anchors.get(target)?.has(anchor) === false;
};

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

  it('links to headings that are there', () => {
    expect(anchoredLinksOf(text).filter((link) => leadsNowhere(path, link))).toEqual([]);
  });

  it('names paths that are there', () => {
    // The change log speaks of what was.
    const named = path === 'CHANGELOG.md' ? [] : pathsOf(text);
    expect(named.filter((name) => !existsSync(join(root, name)))).toEqual([]);
  });
});
