import { Pause, Play } from 'lucide-react';
import { useLive, type LiveState } from '../api/live';
import styles from './frame.module.css';

const words: Record<LiveState, string> = { live: 'live', connecting: 'connecting', paused: 'paused' };

/** Whether figures go on by themselves, and the button that stops them and lets them go on. */
export function LiveIndicator() {
  const { state, paused, setPaused } = useLive();
  const Icon = paused ? Play : Pause;
  return (
    <button
      type="button"
      className={styles.live}
      data-state={state}
      aria-pressed={paused}
      title={paused ? 'Let the figures go on' : 'Stop at this moment'}
      onClick={() => setPaused(!paused)}
    >
      <span className={styles.dot} aria-hidden />
      <span role="status">{words[state]}</span>
      <Icon size={13} aria-hidden />
      <span className="visually-hidden">{paused ? 'go on' : 'pause'}</span>
    </button>
  );
}
