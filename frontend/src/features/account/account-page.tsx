import type { ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, useParams } from 'react-router';
import { useUser } from 'safejwt-js/react';
import { NotFoundPage } from '../../ui/not-found-page';
import { Page } from '../../ui/page';
import type { Account } from '../session/auth-client';
import { QueryProvider } from '../session/query-provider';
import { AccountData } from './account-data';
import { Activity } from './activity/activity';
import { Devices } from './devices/devices';
import { EmailForm } from './email/email-form';
import { UnverifiedNotice } from './email/unverified-notice';
import { PasswordForm } from './password-form';
import { ProfileForm } from './profile-form';
import { Sections } from './sections';
import { isTab, TABS, type Tab } from './tabs';

const CONTENTS: Readonly<Record<Tab, ComponentType<{ user: Account }>>> = {
  profile: ProfileForm,
  password: PasswordForm,
  email: EmailForm,
  devices: Devices,
  activity: Activity,
  danger: AccountData,
};

/** The protected route guarantees a user, except for the moment of the logout. */
export default function AccountPage() {
  const { t } = useTranslation();
  const user = useUser();
  const { tab } = useParams();
  if (tab === undefined) return <Navigate to="/account/profile" replace />;
  if (!isTab(tab)) return <NotFoundPage />;
  if (!user) return null;
  const Content = CONTENTS[tab];
  const sections = Object.fromEntries(TABS.map((name) => [name, t(`account.tabs.${name}`)]));
  return (
    <QueryProvider>
      <Page title={`${t(`account.tabs.${tab}`)} · ${t('account.heading')}`} heading={t('account.heading')}>
        {/* Each opened section is an entry of the browser's history. */}
        <Sections name={t('account.tabs.name')} sections={sections} current={tab}>
          <Content key={`${tab} ${user.id}`} user={user} />
          <UnverifiedNotice user={user} />
        </Sections>
      </Page>
    </QueryProvider>
  );
}
