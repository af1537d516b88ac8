import { Button, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Card } from '../../ui/card';
import { Page } from '../../ui/page';
import { BackLink } from '../session/back-link';

interface LinkSentProps {
  text: string;
  /** Returns to the form. */
  onAgain: () => void;
}

/** The page after an `AddressForm`. */
export function LinkSent({ text, onAgain }: LinkSentProps) {
  const { t } = useTranslation();
  return (
    <Page key="sent" title={t('forgot.sentHeading')} heading={t('forgot.sentHeading')} layout="narrow" replacesPage>
      <Card>
        <Stack align="flex-start">
          <Text>{text}</Text>
          <Button variant="default" onClick={onAgain}>
            {t('forgot.again')}
          </Button>
        </Stack>
      </Card>
      <BackLink />
    </Page>
  );
}
