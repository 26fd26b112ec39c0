import { AlertDialog } from '@base-ui/react/alert-dialog';
import type { Done } from '@harmonybatch/console-api';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { call, type CallError } from '../../api/call';
import { Button } from '../../controls/button';
import dialogStyles from '../../frame/dialog.module.css';
import { FaultNotice } from '../../states/fault-notice';
import type { Decision } from './decision';
import styles from './decisions.module.css';

interface Props {
  readonly model: string;
  /** What is to be decided; null: nothing, and no dialog is open. */
  readonly decision: Decision | null;
  readonly onClose: () => void;
}

/**
 * Says what comes of a decision and how the same is done on a command line, then does it and says what was done. It stands
 * beside what its buttons are part of: that may be gone by then, and what was done is still to be read.
 */
export function DecisionDialog({ model, decision, onClose }: Props) {
  return (
    <AlertDialog.Root open={decision !== null} onOpenChange={(open) => (open ? undefined : onClose())}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className={dialogStyles.backdrop} />
        <AlertDialog.Popup className={dialogStyles.popup}>
          {decision === null ? null : <Deciding model={model} decision={decision} />}
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}

function Command({ command }: { readonly command: string | null }) {
  if (command === null)
    return <p className={styles.soft}>Kafka does not have this plan any more: no command line brings it back.</p>;
  return (
    <div>
      <p className={styles.soft}>On a command line:</p>
      <pre className={styles.command}>{command}</pre>
    </div>
  );
}

/** Calls whose answers a decision changes. */
const changed = new Set(['plan', 'plans', 'overview']);

function Deciding({ model, decision }: { readonly model: string; readonly decision: Decision }) {
  const queries = useQueryClient();
  const { data, error, isPending, mutate } = useMutation<Done, CallError>({
    mutationFn: () => call('decide', { params: { model }, body: decision.body }),
    onSuccess: () => queries.invalidateQueries({ predicate: ({ queryKey }) => changed.has(String(queryKey[0])) }),
  });
  return (
    <>
      <AlertDialog.Title className={dialogStyles.title}>{decision.title}</AlertDialog.Title>
      {data === undefined ? (
        <AlertDialog.Description render={<ul className={styles.consequences} />}>
          {decision.consequences.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </AlertDialog.Description>
      ) : (
        <p role="status">{data.sentence}</p>
      )}
      <Command command={data === undefined ? decision.command : data.command} />
      {error === null ? null : <FaultNotice error={error} />}
      <div className={dialogStyles.buttons}>
        <AlertDialog.Close render={<Button />}>{data === undefined ? 'Leave it' : 'Close'}</AlertDialog.Close>
        {data === undefined ? (
          <Button look="primary" disabled={isPending} onClick={() => mutate()}>
            {isPending ? 'Doing it…' : decision.verb}
          </Button>
        ) : null}
      </div>
    </>
  );
}
