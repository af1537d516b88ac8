import { Avatar, Button } from '@mantine/core';
import { Link, NavLink } from 'react-router';
import { useAuth } from 'safejwt-js/react';
import { withNext } from '../destination';
import { initials } from './initials';
import classes from './navbar-panel.module.css';
import { useLogout } from './use-logout';

interface NavbarPanelProps {
  id: string;
  opened: boolean;
  /** Where to go after signing in. */
  destination: string;
}

/** What the burger button opens on phones. */
export function NavbarPanel({ id, opened, destination }: NavbarPanelProps) {
  const { user, status } = useAuth();
  const { logOut, busy } = useLogout();
  return (
    <nav id={id} hidden={!opened} className={classes.panel} aria-label="Menu">
      {user && (
        <div className={classes.person}>
          <Avatar size={36} color="harbor" aria-hidden>
            {initials(user.username)}
          </Avatar>
          <span className={classes.name}>{user.username}</span>
        </div>
      )}
      <NavLink to="/" end className={() => classes.link}>
        Home
      </NavLink>
      {user && (
        <>
          <NavLink to="/account" className={() => classes.link}>
            Account
          </NavLink>
          <Button variant="default" fullWidth size="md" onClick={logOut} loading={busy}>
            Log out
          </Button>
        </>
      )}
      {status === 'anonymous' && (
        <>
          <Button component={Link} to={withNext('/login', destination)} variant="default" fullWidth size="md">
            Log in
          </Button>
          <Button component={Link} to={withNext('/register', destination)} fullWidth size="md">
            Create account
          </Button>
        </>
      )}
    </nav>
  );
}
