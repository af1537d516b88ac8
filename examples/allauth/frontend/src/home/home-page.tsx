import { Button, Group, Text } from '@mantine/core';
import { Card } from 'frontend/src/ui/card';
import { Page } from 'frontend/src/ui/page';
import { PageLoader } from 'frontend/src/ui/page-loader';
import { Link } from 'react-router';
import { useAuth } from 'safejwt-js/react';
import { Vault } from './vault';

export function HomePage() {
  const { status, user } = useAuth();
  return (
    <Page
      title="Home"
      heading="Every way to log in"
      lead="Passwords, passkeys, codes and providers come from django-allauth. Each of them ends in the same session: that of django-safejwt."
      layout="hero"
    >
      {status === 'unknown' && <PageLoader />}
      {status === 'anonymous' && <Invitation />}
      {user && (
        <Card heading="Your session">
          <Text mb="lg">
            Logged in as <strong>{user.email}</strong>.
          </Text>
          <Vault />
        </Card>
      )}
    </Page>
  );
}

function Invitation() {
  return (
    <Card heading="Your session">
      <Text mb="lg">You are not logged in.</Text>
      <Group>
        <Button component={Link} to="/register">
          Create an account
        </Button>
        <Button component={Link} to="/login" variant="default">
          Log in
        </Button>
      </Group>
    </Card>
  );
}
