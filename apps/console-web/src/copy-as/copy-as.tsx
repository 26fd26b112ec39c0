import { Menu } from '@base-ui/react/menu';
import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import buttonStyles from '../controls/controls.module.css';
import styles from './copy-as.module.css';

/** One way to get the same elsewhere. */
export interface CopyForm {
  /** Of which tool: CLI, kcat, PromQL, curl, Link. */
  readonly name: string;
  readonly text: string;
}

/** A menu of what shows the same outside of the console. */
export function CopyAs({ forms }: { readonly forms: readonly CopyForm[] }) {
  const [copied, setCopied] = useState<string | null>(null);
  useEffect(() => {
    if (copied === null) return;
    const later = setTimeout(() => setCopied(null), 2_000);
    return () => clearTimeout(later);
  }, [copied]);
  const copy = async ({ name, text }: CopyForm) => {
    // Browsers have no clipboard where a page is neither of this machine nor encrypted.
    const done =
      'clipboard' in navigator &&
      (await navigator.clipboard.writeText(text).then(
        () => true,
        () => false,
      ));
    setCopied(done ? `${name} copied` : 'not copied');
    if (!done) window.prompt(`The browser does not let pages copy here. ${name}:`, text);
  };
  return (
    <>
      <Menu.Root modal={false}>
        <Menu.Trigger className={buttonStyles.button}>
          {copied === null ? <Copy size={15} aria-hidden /> : <Check size={15} aria-hidden />}
          Copy as
        </Menu.Trigger>
        <Menu.Portal>
          <Menu.Positioner sideOffset={6} align="end" className={styles.above}>
            <Menu.Popup className={styles.popup}>
              {forms.map((form) => (
                <Menu.Item key={form.name} className={styles.item} onClick={() => void copy(form)}>
                  <span>{form.name}</span>
                  <code>{form.text}</code>
                </Menu.Item>
              ))}
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
      <span role="status" className="visually-hidden">
        {copied}
      </span>
    </>
  );
}
