import { Sections } from 'frontend/src/features/account/sections';
import { QueryProvider } from 'frontend/src/features/session/query-provider';
import { NotFoundPage } from 'frontend/src/ui/not-found-page';
import { Page } from 'frontend/src/ui/page';
import { useTranslation } from 'react-i18next';
import { Navigate, useParams } from 'react-router';
import { useUser } from 'safejwt-js/react';
import { Danger } from './danger';
import { Devices } from './devices';
import { EmailForm } from './email-form';
import { Security } from './security';

const CONTENTS = { security: Security, email: EmailForm, devices: Devices, danger: Danger } as const;

/** The protected route guarantees a user, except for the moment of the logout. */
export function AccountPage() {
  const { t } = useTranslation();
  const user = useUser();
  const { tab } = useParams();
  if (tab === undefined) return <Navigate to="/account/security" replace />;
  if (!isTab(tab)) return <NotFoundPage />;
  if (!user) return null;
  const Content = CONTENTS[tab];
  const names = {
    security: t('security.tab'),
    email: t('account.tabs.email'),
    devices: t('account.tabs.devices'),
    danger: t('danger.heading'),
  };
  return (
    <QueryProvider>
      <Page title={names[tab]} heading={t('account.heading')} lead={user.email}>
        <Sections name={t('account.tabs.name')} sections={names} current={tab}>
          <Content key={user.id} user={user} />
        </Sections>
      </Page>
    </QueryProvider>
  );
}

function isTab(tab: string): tab is keyof typeof CONTENTS {
  return Object.hasOwn(CONTENTS, tab);
}
