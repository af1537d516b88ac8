import { Loader } from '@mantine/core';
import classes from './spinner.module.css';

/** A spinner with a label for screen readers. */
export function Spinner({ label }: { label: string }) {
  return (
    <div role="status" className={classes.spinner}>
      <Loader size="sm" aria-hidden />
      <span>{label}</span>
    </div>
  );
}
