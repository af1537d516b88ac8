import { Avatar, Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link, NavLink } from 'react-router';
import { useAuth } from 'safejwt-js/react';
import { withNext } from '../session/destination';
import { useLogout } from '../session/logout';
import { initials } from './initials';
import classes from './navbar-panel.module.css';
import { UserName } from './user-name';

interface NavbarPanelProps {
  id: string;
  opened: boolean;
  /** Where to go after the login. */
  destination: string;
  /** Closes the panel and returns the focus to its button. */
  close: () => void;
}

/** The panel that the burger button opens on phones. */
export function NavbarPanel({ id, opened, destination, close }: NavbarPanelProps) {
  const { t } = useTranslation();
  const { user, status, degraded } = useAuth();
  const { logOut } = useLogout();

  // Closes the panel first: its button disappears with the session.
  function leave() {
    close();
    void logOut();
  }

  return (
    <nav id={id} hidden={!opened} className={classes.panel} aria-label={t('menu.name')}>
      {user && (
        <div className={classes.user}>
          <Avatar size={36} color="harbor" aria-hidden>
            {initials(user.username)}
          </Avatar>
          <UserName user={user} />
        </div>
      )}
      <NavLink to="/" end className={() => classes.link}>
        {t('menu.home')}
      </NavLink>
      {user && (
        <>
          <NavLink to="/account" className={() => classes.link}>
            {t('menu.account')}
          </NavLink>
          <Button variant="default" fullWidth size="md" onClick={leave}>
            {t('menu.logOut')}
          </Button>
        </>
      )}
      {status === 'anonymous' && !degraded && (
        <>
          <Button component={Link} to={withNext('/login', destination)} variant="default" fullWidth size="md">
            {t('menu.logIn')}
          </Button>
          <Button component={Link} to={withNext('/register', destination)} fullWidth size="md">
            {t('menu.createAccount')}
          </Button>
        </>
      )}
    </nav>
  );
}
