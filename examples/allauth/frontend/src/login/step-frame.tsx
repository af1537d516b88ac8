import { Button, Stack } from '@mantine/core';
import { Card } from 'frontend/src/ui/card';
import { Page } from 'frontend/src/ui/page';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useAllauthFlow } from 'safejwt-js/react/allauth';
import { allauth } from '../auth';

interface StepFrameProps {
  heading: string;
  lead: string;
  children?: ReactNode;
}

/** The frame of a step, with a button that abandons the login. */
export function StepFrame({ heading, lead, children }: StepFrameProps) {
  const { t } = useTranslation();
  const { run } = useAllauthFlow(allauth);
  return (
    <Page title={heading} heading={heading} lead={lead} layout="narrow" replacesPage>
      <Card>
        <Stack>
          {children}
          <Button variant="subtle" onClick={() => void run(() => allauth.cancel())}>
            {t('app.cancel')}
          </Button>
        </Stack>
      </Card>
    </Page>
  );
}
