import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitepress';
import { addressOf, anchorOf, root } from './repository.mts';
import { copyLinkedFiles, repositoryLinks } from './repository-links.mts';
import { sidebar } from './sidebar.mts';

const here = fileURLToPath(import.meta.url);

/** Pages lie outside of this folder: what they are compiled to finds its packages from here. */
const packagesOfSite: Plugin = {
  name: 'packages-of-site',
  enforce: 'pre',
  resolveId(id, importer, options) {
    return importer?.endsWith('.md') && /^vue/.test(id) ? this.resolve(id, here, { ...options, skipSelf: true }) : null;
  },
};

/** The Markdown of the repository as a site. A link that leads nowhere fails the build. */
export default defineConfig({
  title: 'HarmonyBatch',
  description: 'Batches inference requests of many apps onto serverless functions: every SLO holds, at the least bill.',
  lang: 'en',
  srcDir: root,
  srcExclude: ['**/node_modules/**', '**/dist/**'],
  outDir: '../../dist/site',
  rewrites: addressOf,
  markdown: {
    html: false,
    config: repositoryLinks,
    anchor: { slugify: anchorOf },
    languageAlias: { promql: 'sql' }, // Shiki has no grammar of PromQL
  },
  vite: { plugins: [packagesOfSite] },
  buildEnd: ({ outDir }) => copyLinkedFiles(outDir),
  themeConfig: {
    nav: [
      { text: 'Guides', link: '/docs/guides/' },
      { text: 'Reference', link: '/docs/reference/' },
      { text: 'Architecture', link: '/ARCHITECTURE' },
      { text: 'Changes', link: '/CHANGELOG' },
    ],
    sidebar: sidebar(),
    outline: [2, 3],
    search: { provider: 'local' },
  },
});
