import { Button } from '@mantine/core';
import { Brand } from 'frontend/src/features/layout/brand';
import { ColorSchemeMenu } from 'frontend/src/features/layout/color-scheme-menu';
import classes from 'frontend/src/features/layout/navbar.module.css';
import { useLogout } from 'frontend/src/features/session/logout';
import { BusyButton } from 'frontend/src/ui/busy-button';
import { Link, NavLink } from 'react-router';
import { useAuth } from 'safejwt-js/react';

/** The bar above every page. */
export function Bar() {
  const { status } = useAuth();
  const { logOut, busy } = useLogout();
  return (
    <header className={classes.bar}>
      <div className={classes.content}>
        <Brand />
        <div className={classes.actions}>
          <ColorSchemeMenu />
          {status === 'authenticated' && (
            <>
              <nav aria-label="Main">
                <NavLink to="/account" className={() => classes.link ?? ''}>
                  Account
                </NavLink>
              </nav>
              <BusyButton variant="default" px="sm" busy={busy} onClick={() => void logOut()}>
                Log out
              </BusyButton>
            </>
          )}
          {status === 'anonymous' && (
            <Button component={Link} to="/login">
              Log in
            </Button>
          )}
        </div>
      </div>
    </header>
  );
}
