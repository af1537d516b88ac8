import type { Account } from '../session/auth-client';
import classes from './user-name.module.css';

/** The user's name and address, both whole however long they are. */
export function UserName({ user: { username, email } }: { user: Account }) {
  return (
    <span className={classes.user}>
      <span className={classes.name} dir="auto">
        {username}
      </span>
      <span className={classes.address} dir="auto">
        {email}
      </span>
    </span>
  );
}
