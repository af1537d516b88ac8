import { Anchor, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useUser } from 'safejwt-js/react';

/** The link below the form of a page: to the login, or to the account of a logged-in user. */
export function BackLink() {
  const { t } = useTranslation();
  const user = useUser();
  return (
    <Text ta="center" mt="lg">
      <Anchor component={Link} to={user ? '/account' : '/login'} underline="always">
        {t(user ? 'forgot.backToAccount' : 'forgot.back')}
      </Anchor>
    </Text>
  );
}
