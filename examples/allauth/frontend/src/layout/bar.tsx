import { ActionIcon, Button } from '@mantine/core';
import { IconUserCircle } from '@tabler/icons-react';
import { Brand } from 'frontend/src/features/layout/brand';
import { ColorSchemeMenu } from 'frontend/src/features/layout/color-scheme-menu';
import classes from 'frontend/src/features/layout/navbar.module.css';
import { useLogout } from 'frontend/src/features/session/logout';
import { BusyButton } from 'frontend/src/ui/busy-button';
import { Link } from 'react-router';
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
              <ActionIcon component={Link} to="/account" variant="subtle" color="gray" size={40} aria-label="Account">
                <IconUserCircle size={20} aria-hidden />
              </ActionIcon>
              <BusyButton variant="default" busy={busy} onClick={() => void logOut()}>
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
