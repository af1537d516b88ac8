import { useEffect, useState } from 'react';

/** Counts the seconds down to zero, from `initial` or from what `start` gets. By the clock: timers are slow in hidden tabs. */
export function useCountdown(initial = 0) {
  const [end, setEnd] = useState(() => Date.now() + initial * 1000);
  const [now, setNow] = useState(Date.now);
  const left = Math.max(0, Math.ceil((end - now) / 1000));
  const isRunning = left > 0;

  useEffect(() => {
    if (!isRunning) return;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [isRunning]);

  function start(seconds: number): void {
    setNow(Date.now());
    setEnd(Date.now() + seconds * 1000);
  }

  return { left, start };
}
