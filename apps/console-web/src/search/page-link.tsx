import { useRouter } from '@tanstack/react-router';
import type { AnchorHTMLAttributes, MouseEvent } from 'react';

interface Props extends AnchorHTMLAttributes<HTMLAnchorElement> {
  /** Path within the console with its query, from `links` or from the server. */
  readonly href: string;
}

/** A link within the console: a real one, that can be copied and opened elsewhere, and goes there without loading anew. */
export function PageLink({ href, onClick, ...rest }: Props) {
  const { history } = useRouter();
  const go = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    const elsewhere = event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
    if (event.defaultPrevented || elsewhere || rest.target !== undefined) return;
    event.preventDefault();
    history.push(href);
  };
  return <a {...rest} href={href} onClick={go} />;
}
