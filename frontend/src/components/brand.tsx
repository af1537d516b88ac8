import { Link } from 'react-router';
import classes from './brand.module.css';

/** The name, and the way home. The drawing is the favicon's. */
export function Brand() {
  return (
    <Link to="/" className={classes.brand} aria-label="safejwt, home">
      <img src="/favicon.svg" alt="" width={30} height={30} />
      <span>safejwt</span>
    </Link>
  );
}
