import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Page } from './page';

export function NotFoundPage() {
  const { t } = useTranslation();
  return (
    <Page title={t('notFound.heading')} heading={t('notFound.heading')} lead={t('notFound.lead')} layout="narrow">
      <Button component={Link} to="/">
        {t('notFound.goHome')}
      </Button>
    </Page>
  );
}
