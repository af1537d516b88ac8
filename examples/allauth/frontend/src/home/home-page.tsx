import { Button, Group, Text } from '@mantine/core';
import { Card } from 'frontend/src/ui/card';
import { Page } from 'frontend/src/ui/page';
import { PageLoader } from 'frontend/src/ui/page-loader';
import { Trans, useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useAuth } from 'safejwt-js/react';
import { Vault } from './vault';

export function HomePage() {
  const { t } = useTranslation();
  const { status, user } = useAuth();
  return (
    <Page title={t('home.title')} heading={t('start.heading')} lead={t('start.lead')} layout="hero">
      {status === 'unknown' && <PageLoader />}
      {status === 'anonymous' && <Invitation />}
      {user && (
        <Card heading={t('home.yourSession')}>
          <Text mb="lg">
            <Trans
              i18nKey="home.signedInAs"
              values={{ username: user.email }}
              components={{ strong: <strong dir="auto" /> }}
            />
          </Text>
          <Vault />
        </Card>
      )}
    </Page>
  );
}

function Invitation() {
  const { t } = useTranslation();
  return (
    <Card heading={t('home.yourSession')}>
      <Text mb="lg">{t('start.anonymous')}</Text>
      <Group>
        <Button component={Link} to="/register">
          {t('home.createAccount')}
        </Button>
        <Button component={Link} to="/login" variant="default">
          {t('menu.logIn')}
        </Button>
      </Group>
    </Card>
  );
}
