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
  readonly decision: Decision;
  readonly look?: 'normal' | 'primary' | 'plain';
}

/** A button that decides something of a plan, after it has said what comes of it and how the same is done on a command line. */
export function DecisionDialog({ model, decision, look = 'normal' }: Props) {
  const queries = useQueryClient();
  const deciding = useMutation<Done, CallError>({
    mutationFn: () => call('decide', { params: { model }, body: decision.body }),
    onSuccess: () =>
      queries.invalidateQueries({
        predicate: ({ queryKey }) => ['plan', 'plans', 'overview'].includes(String(queryKey[0])),
      }),
  });
  const { data, error, isPending } = deciding;
  return (
    <AlertDialog.Root onOpenChange={(open) => (open ? deciding.reset() : undefined)}>
      <AlertDialog.Trigger render={<Button look={look} />}>{decision.verb}</AlertDialog.Trigger>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className={dialogStyles.backdrop} />
        <AlertDialog.Popup className={dialogStyles.popup}>
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
          <div>
            <p className={styles.soft}>On a command line:</p>
            <pre className={styles.command}>{data?.command ?? decision.command}</pre>
          </div>
          {error === null ? null : <FaultNotice error={error} />}
          <div className={dialogStyles.buttons}>
            <AlertDialog.Close render={<Button />}>{data === undefined ? 'Leave it' : 'Close'}</AlertDialog.Close>
            {data === undefined ? (
              <Button look="primary" disabled={isPending} onClick={() => deciding.mutate()}>
                {isPending ? 'Doing it…' : decision.verb}
              </Button>
            ) : null}
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
