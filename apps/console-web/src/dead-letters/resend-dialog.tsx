import type { DeadLetterFilter, ResendAnswer } from '@harmonybatch/console-api';
import { Dialog } from '@base-ui/react/dialog';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call, type CallError } from '../api/call';
import { Button } from '../controls/button';
import { count, counted } from '../figures/format';
import dialogStyles from '../frame/dialog.module.css';
import { FaultNotice } from '../states/fault-notice';
import { Loading } from '../states/loading';
import styles from './dead-letters.module.css';

interface Props {
  readonly filter: DeadLetterFilter;
  /** Only these of the filter. */
  readonly places?: readonly string[];
  readonly onClose: () => void;
}

/** Says how many letters can be sent back and which not, sends them when that is confirmed, and says what came of it. */
export function ResendDialog({ filter, places, onClose }: Props) {
  const queries = useQueryClient();
  const which = { filter, ...(places === undefined ? {} : { places: [...places] }) };
  const trial = useQuery<ResendAnswer, CallError>({
    queryKey: ['resend', which],
    queryFn: ({ signal }) => call('resend', { body: which }, signal),
    gcTime: 0,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  });
  const sending = useMutation<ResendAnswer, CallError, string>({
    mutationFn: (confirm) => call('resend', { body: { ...which, confirm } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['deadLetters'] }),
  });
  const confirm = trial.data?.confirm ?? null;
  return (
    <Dialog.Root open onOpenChange={(open) => (open || sending.isPending ? undefined : onClose())}>
      <Dialog.Portal>
        <Dialog.Backdrop className={dialogStyles.backdrop} />
        <Dialog.Popup className={dialogStyles.popup}>
          <Dialog.Title className={dialogStyles.title}>Send dead letters back</Dialog.Title>
          {trial.error === null ? null : <FaultNotice error={trial.error} />}
          {sending.error === null ? null : <FaultNotice error={sending.error} />}
          {sending.data !== undefined ? (
            <Sent answer={sending.data} />
          ) : trial.data === undefined ? (
            trial.error === null ? (
              <Loading what="Looking which can be sent" />
            ) : null
          ) : (
            <Trial answer={trial.data} />
          )}
          <div className={dialogStyles.buttons}>
            <Dialog.Close render={<Button />} disabled={sending.isPending}>
              {sending.data === undefined ? 'Cancel' : 'Close'}
            </Dialog.Close>
            {confirm === null || sending.data !== undefined ? null : (
              <Button look="primary" disabled={sending.isPending} onClick={() => sending.mutate(confirm)}>
                {sending.isPending ? 'Sending…' : `Send ${counted(trial.data?.eligible ?? 0, 'letter')} back`}
              </Button>
            )}
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Trial({ answer }: { readonly answer: ResendAnswer }) {
  return (
    <div className={styles.trial}>
      <Dialog.Description>
        {answer.eligible === 0
          ? 'None of these can be sent back.'
          : `${counted(answer.eligible, 'letter')} would go back to where ${answer.eligible === 1 ? 'it' : 'they'} came from. Nothing was sent yet.`}
      </Dialog.Description>
      <ul>
        {Object.entries(answer.byTopic).map(([topic, letters]) => (
          <li key={topic}>
            {count(letters)} to <code>{topic}</code>
          </li>
        ))}
        {answer.leftOut.map(({ letters, because }) => (
          <li key={because} className={styles.leftOut}>
            {counted(letters, 'letter')} left out: {because}
          </li>
        ))}
      </ul>
      <Command text={answer.command} />
    </div>
  );
}

function Sent({ answer }: { readonly answer: ResendAnswer }) {
  return (
    <div className={styles.trial} role="status">
      <p>
        <strong>{counted(answer.sent, 'letter')} sent back.</strong> What is still wrong with them comes as new letters.
      </p>
      <Command text={answer.command} />
    </div>
  );
}

function Command({ text }: { readonly text: string }) {
  return (
    <p className={styles.note}>
      On a command line: <code>{text}</code>
    </p>
  );
}
