import { cpSync, mkdirSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import type { MarkdownRenderer } from 'vitepress';
import { addressOf, isFile, root } from './repository.mts';

/** Files that are no pages and that pages link to. */
const linked = new Set<string>();

const isOutside = (href: string): boolean => /^([a-z]+:|#|\/)/.test(href);

type Token = ReturnType<MarkdownRenderer['parse']>[number];

/** A README is the page of its folder; a file that is no page is shown as it is. */
function relink(token: Token, page: string): void {
  const href = token.attrGet('href');
  if (href === null || isOutside(href)) return;
  const [path = '', anchor] = href.split('#');
  const target = normalize(join(dirname(page), path));
  if (!path.endsWith('.md') && isFile(target)) {
    linked.add(target);
    token.attrSet('target', '_self'); // as it stands: VitePress would look for a page
  } else token.attrSet('href', addressOf(path) + (anchor === undefined ? '' : `#${anchor}`));
}

/** Makes links that lead through the repository lead through the site. */
export function repositoryLinks(markdown: MarkdownRenderer): void {
  markdown.core.ruler.push('repository-links', ({ tokens, env }) => {
    const page = String((env as { relativePath: string }).relativePath).replace(/index\.md$/, 'README.md');
    for (const { children } of tokens)
      for (const token of children ?? []) if (token.type === 'link_open') relink(token, page);
  });
}

/** Puts the files that pages link to where the links lead. */
export function copyLinkedFiles(site: string): void {
  for (const path of linked) {
    mkdirSync(dirname(join(site, path)), { recursive: true });
    cpSync(join(root, path), join(site, path));
  }
}
