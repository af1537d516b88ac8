import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useUser } from 'safejwt-js/react';
import { Page } from '../../ui/page';

/** Says that the address is confirmed, or changed. */
export function Confirmed({ kind, email }: { kind: 'verify' | 'confirmEmail'; email: string }) {
  const { t } = useTranslation();
  return (
    <Page
      key="done"
      title={t(`${kind}.heading`)}
      heading={t(`${kind}.heading`)}
      lead={t(`${kind}.text`, { email })}
      layout="narrow"
      replacesPage
    >
      <GoOn />
    </Page>
  );
}

/** Leads visitors to the login page, for example right after the registration. */
function GoOn() {
  const { t } = useTranslation();
  const user = useUser();
  return (
    <Button component={Link} to={user ? '/account' : '/login'}>
      {t(user ? 'mailLink.goToAccount' : 'login.heading')}
    </Button>
  );
}
