import { Anchor, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

/** The link below the form of a page. */
export function BackToLogin() {
  const { t } = useTranslation();
  return (
    <Text ta="center" mt="lg">
      <Anchor component={Link} to="/login" underline="always">
        {t('forgot.back')}
      </Anchor>
    </Text>
  );
}
