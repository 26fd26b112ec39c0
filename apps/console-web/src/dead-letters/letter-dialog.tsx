import type { DeadLetterRow } from '@harmonybatch/console-api';
import { Dialog } from '@base-ui/react/dialog';
import { Button } from '../controls/button';
import { bytes, exactTime } from '../figures/format';
import dialogStyles from '../frame/dialog.module.css';
import { links } from '../search/links';
import { PageLink } from '../search/page-link';
import styles from './dead-letters.module.css';

interface Props {
  readonly letter: DeadLetterRow;
  readonly onClose: () => void;
  readonly onSend: () => void;
}

/** One dead letter: where it came from, what is wrong with it, how it begins. */
export function LetterDialog({ letter, onClose, onSend }: Props) {
  return (
    <Dialog.Root open onOpenChange={(open) => (open ? undefined : onClose())}>
      <Dialog.Portal>
        <Dialog.Backdrop className={dialogStyles.backdrop} />
        <Dialog.Popup className={dialogStyles.popup}>
          <Dialog.Title className={dialogStyles.title}>{letter.reason}</Dialog.Title>
          <dl className={styles.facts}>
            <dt>Code</dt>
            <dd>
              <PageLink href={links.knownErrors({ code: letter.code })}>{letter.code}</PageLink>
            </dd>
            <dt>Came from</dt>
            <dd>{letter.from ?? 'its headers do not say'}</dd>
            <dt>Lies at</dt>
            <dd>{letter.place}</dd>
            <dt>Read by</dt>
            <dd>
              {letter.service}, {exactTime(letter.atMs)}
            </dd>
            <dt>Key</dt>
            <dd>{letter.key ?? 'none'}</dd>
            <dt>Sent back</dt>
            <dd>{letter.resent ? 'yes' : 'no'}</dd>
          </dl>
          <div>
            <h3>How it begins ({bytes(letter.bytes)} in all)</h3>
            <pre className={styles.preview} tabIndex={0}>
              {letter.preview}
            </pre>
            <p className={styles.note}>
              Whole: <code>harmonybatch dead-letters show {letter.place}</code>
            </p>
          </div>
          <div className={dialogStyles.buttons}>
            <Dialog.Close render={<Button />}>Close</Dialog.Close>
            <Button look="primary" disabled={letter.resent || letter.from === null} onClick={onSend}>
              Send this one back…
            </Button>
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
