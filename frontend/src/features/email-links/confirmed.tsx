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
  const isAnother = user !== null && byPassword && user.email !== email;
  const heading = t(isAnother ? `${kind}.headingAnother` : `${kind}.heading`);
  return (
    <Page
      key="done"
      title={heading}
      heading={heading}
      lead={t(isAnother ? `${kind}.textAnother` : `${kind}.text`, { email })}
      layout="narrow"
      replacesPage
    >
      {isAnother && <Text mb="md">{t('mailLink.another', { username: user.username })}</Text>}
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
