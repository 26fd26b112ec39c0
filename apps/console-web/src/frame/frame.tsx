import { Outlet, useRouterState } from '@tanstack/react-router';
import { Keyboard } from 'lucide-react';
import { useCallback, useState } from 'react';
import { useLive } from '../api/live';
import { Button } from '../controls/button';
import { links } from '../search/links';
import { PageLink } from '../search/page-link';
import { HelpDialog } from './help-dialog';
import iconUrl from './icon.svg';
import { useKeyboard } from './keyboard';
import { places } from './places';
import { ThemeSwitch } from './theme-switch';
import styles from './frame.module.css';

/** What is around every page: the way to the others, colors, keys. */
export function Frame() {
  const [helpOpen, setHelpOpen] = useState(false);
  const { paused, setPaused } = useLive();
  const help = useCallback(() => setHelpOpen(true), []);
  const pause = useCallback(() => setPaused(!paused), [paused, setPaused]);
  useKeyboard({ help, pause });
  return (
    <div className={styles.frame}>
      <a className={styles.skip} href="#page">
        Skip to the page
      </a>
      <div className={styles.side}>
        <PageLink href={links.overview()} className={styles.brand}>
          <img src={iconUrl} alt="" width={24} height={24} />
          HarmonyBatch
        </PageLink>
        <Navigation />
        <div className={styles.sideFoot}>
          <ThemeSwitch />
          <Button look="plain" onClick={help} aria-label="Keys" title="Keys (?)">
            <Keyboard size={16} aria-hidden />
          </Button>
        </div>
      </div>
      <main id="page" tabIndex={-1} className={styles.main}>
        <Outlet />
      </main>
      <HelpDialog open={helpOpen} onOpenChange={setHelpOpen} />
    </div>
  );
}

function Navigation() {
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const here = (href: string) => (href === '/' ? path === '/' || path.startsWith('/apps/') : path.startsWith(href));
  return (
    <nav aria-label="Pages" className={styles.nav}>
      {places.map(({ name, href, key, icon: Icon }) => (
        <PageLink key={key} href={href} aria-current={here(href) ? 'page' : undefined} title={`g ${key}`}>
          <Icon size={16} aria-hidden />
          {name}
        </PageLink>
      ))}
    </nav>
  );
}
