import type { DefaultTheme } from 'vitepress';
import { addressOf, allPages, linksOf, pagesIn, titleOf } from './repository.mts';

type Item = DefaultTheme.SidebarItem;

const linkTo = (path: string): string => `/${addressOf(path).replace(/(index)?\.md$/, '')}`;

/** What a page is called among others: of our alerts, without the name that all of them begin with. */
const labelOf = (path: string): string => titleOf(path).replace(/^HarmonyBatch(?=[A-Z])/, '');

const item = (path: string, text = labelOf(path)): Item => ({ text, link: linkTo(path) });

const list = (text: string, paths: string[]): Item => ({
  text,
  collapsed: true,
  items: paths.map((path) => item(path)),
});

/** The pages of a folder behind the one that lists them. */
const folder = (text: string, path: string): Item => ({
  ...list(text, pagesBeside(path)),
  link: linkTo(`${path}/README.md`),
});

/** Pages of a folder, its README apart: first those that the README names, in its order. */
function pagesBeside(folder: string): string[] {
  const pages = pagesIn(folder).filter((page) => !page.endsWith('/README.md'));
  const named = linksOf(`${folder}/README.md`).filter((page) => pages.includes(page));
  return [...new Set([...named, ...pages])];
}

const readmesIn = (path: string): string[] =>
  pagesIn(path).filter((page) => page.endsWith('/README.md') && page.split('/').length === 3);

const pages = (...paths: string[]): Item[] => paths.map((path) => item(path));

const sections = (): Item[] => [
  {
    text: 'Start',
    link: linkTo('docs/guides/README.md'),
    items: [item('README.md', 'What it is'), ...pages(...pagesBeside('docs/guides'))],
  },
  {
    text: 'In detail',
    items: [
      ...pages('docs/cloudevents.md', 'docs/signing.md', 'docs/container.md'),
      item('functions/onnx/README.md', 'A container for ONNX files'),
      item('docs/platforms.md'),
      list('Deploying', pagesIn('deploy')),
      folder('Runbooks', 'docs/runbooks'),
    ],
  },
  {
    text: 'Reference',
    link: linkTo('docs/reference/README.md'),
    items: pages(...pagesBeside('docs/reference'), 'docs/glossary.md'),
  },
  {
    text: 'How it works',
    items: [
      ...pages('ARCHITECTURE.md', 'docs/paper-map.md'),
      folder('Decisions', 'docs/decisions'),
      list('Services and programs', readmesIn('apps')),
      list('Libraries', readmesIn('libs')),
    ],
  },
  {
    text: 'Project',
    items: [
      ...pages('CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md'),
      list('Measured and tested', [...pagesIn('bench'), ...pagesIn('e2e')]),
      item('docs/site/README.md'),
    ],
  },
];

const linksIn = (items: Item[]): (string | undefined)[] =>
  items.flatMap(({ link, items: below = [] }) => [link, ...linksIn(below)]);

/**
 * Every page, in the order in which it is needed; what is a folder of like pages is found, not listed.
 * @throws Error that names the pages that have no place here
 */
export function sidebar(): Item[] {
  const shown = sections();
  const links = new Set(linksIn(shown));
  const lacking = allPages.filter((page) => !links.has(linkTo(page)));
  if (lacking.length > 0) throw new Error(`sidebar.mts has no place for ${lacking.join(', ')}`);
  return shown;
}
