import { useEffect, useState } from 'react';
import { duration } from '../../figures/format';
import styles from './what-if.module.css';

/** The server simulates no longer, s. */
const limitSeconds = 20;
const stepMs = 250;

/** How much of the time that a simulation may take has passed. */
export function SimulationProgress() {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const steps = setInterval(() => setSeconds((before) => Math.min(limitSeconds, before + stepMs / 1_000)), stepMs);
    return () => clearInterval(steps);
  }, []);
  return (
    <label className={styles.progress}>
      <progress max={limitSeconds} value={seconds} /> it takes {duration(limitSeconds * 1_000)} at most
    </label>
  );
}
