import { Button, Skeleton, Text } from '@mantine/core';
import { Link } from 'react-router';
import { useAuth, useAuthClient } from 'safejwt-js/react';
import { Card } from '../../components/card';
import { ProtectedCall } from './protected-call';
import classes from './session-card.module.css';

/** The session as it is at this moment. */
export function SessionCard() {
  const { status, user, degraded } = useAuth();
  return (
    <Card heading="Your session">
      <div className={classes.body}>
        {status === 'unknown' && (degraded ? <Unknown /> : <Restoring />)}
        {status === 'anonymous' && <Invitation />}
        {user && (
          <>
            <Text>
              Signed in as <strong>{user.username}</strong>. Reload the page or open a second tab: you stay signed in,
              although no token is stored where scripts can read it.
            </Text>
            <ProtectedCall />
          </>
        )}
      </div>
    </Card>
  );
}

function Restoring() {
  return (
    <div role="status" aria-label="Restoring your session…" className={classes.pending}>
      <Skeleton height="1.25rem" />
      <Skeleton height="2.25rem" width="14rem" />
    </div>
  );
}

function Unknown() {
  const client = useAuthClient();
  return (
    <>
      <Text>The server cannot be reached, so we do not know yet whether you are signed in.</Text>
      <Button variant="default" onClick={() => client.restore()}>
        Try again
      </Button>
    </>
  );
}

function Invitation() {
  return (
    <>
      <Text>You are not signed in. Create an account to see the three items at work; it takes half a minute.</Text>
      <div className={classes.buttons}>
        <Button component={Link} to="/register">
          Create an account
        </Button>
        <Button component={Link} to="/login" variant="default">
          Log in
        </Button>
      </div>
    </>
  );
}
