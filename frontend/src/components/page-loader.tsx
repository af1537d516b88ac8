import classes from './page-loader.module.css';
import { Spinner } from './spinner';

/** Stands where a page will be, as tall as most of them, so that the footer does not jump. */
export function PageLoader({ label = 'Loading…' }: { label?: string }) {
  return (
    <div className={classes.loader}>
      <Spinner label={label} />
    </div>
  );
}
