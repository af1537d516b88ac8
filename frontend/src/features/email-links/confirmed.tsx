import { Button, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useUser } from 'safejwt-js/react';
import { Page } from '../../ui/page';

interface ConfirmedProps {
  kind: 'verify' | 'confirmEmail';
  email: string;
  /** Whether the password showed whose account it is, and not the session. */
  byPassword?: boolean;
}

/** Says that the address is confirmed, or changed. */
export function Confirmed({ kind, email, byPassword = false }: ConfirmedProps) {
  const { t } = useTranslation();
  const user = useUser();
  return (
    <Page
      key="done"
      title={t(`${kind}.heading`)}
      heading={t(`${kind}.heading`)}
      lead={t(`${kind}.text`, { email })}
      layout="narrow"
      replacesPage
    >
      {user && byPassword && user.email !== email && (
        <Text mb="md">{t('mailLink.another', { username: user.username })}</Text>
      )}
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
