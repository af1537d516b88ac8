import { Loader } from '@mantine/core';
import classes from './spinner.module.css';

/** A turning wheel with words for those who do not see it. */
export function Spinner({ label }: { label: string }) {
  return (
    <div role="status" className={classes.spinner}>
      <Loader size="sm" aria-hidden />
      <span>{label}</span>
    </div>
  );
}
