import type { DefaultTheme } from 'vitepress';
import { addressOf, pagesIn, titleOf } from './repository.mts';

type Item = DefaultTheme.SidebarItem;

const item = (path: string, text = titleOf(path)): Item => ({
  text,
  link: `/${addressOf(path).replace(/(index)?\.md$/, '')}`,
});

const folder = (text: string, paths: string[], collapsed = true): Item[] =>
  paths.length === 0 ? [] : [{ text, collapsed, items: paths.map((path) => item(path)) }];

/** Pages of a folder, its README apart. */
const pagesBeside = (path: string): string[] => pagesIn(path).filter((page) => !page.endsWith('/README.md'));

const readmesIn = (path: string): string[] =>
  pagesIn(path).filter((page) => page.endsWith('/README.md') && page.split('/').length === 3);

/** Everything, by who reads it; what is a folder of like pages is found, not listed. */
export const sidebar = (): Item[] => [
  { text: 'Start', items: [item('README.md', 'What it is'), ...pagesBeside('docs/guides').map((path) => item(path))] },
  ...folder('Reference', pagesBeside('docs/reference'), false),
  ...folder('Runbooks', pagesBeside('docs/runbooks')),
  {
    text: 'How it works',
    items: [
      item('ARCHITECTURE.md'),
      ...pagesIn('docs')
        .filter((path) => path.split('/').length === 2)
        .map((path) => item(path)),
    ],
  },
  ...folder('Decisions', pagesIn('docs/decisions')),
  ...folder('Services and programs', readmesIn('apps')),
  ...folder('Libraries', readmesIn('libs')),
  ...folder('Deploying', pagesIn('deploy')),
  {
    text: 'Project',
    items: [
      'CONTRIBUTING.md',
      'CHANGELOG.md',
      'SECURITY.md',
      'bench/README.md',
      'e2e/chaos/README.md',
      'functions/onnx/README.md',
    ].map((path) => item(path)),
  },
];
