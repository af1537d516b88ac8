import { Tabs } from '@mantine/core';
import type { ComponentType } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import { Navigate, useNavigate, useParams } from 'react-router';
import { useUser } from 'safejwt-js/react';
import { NotFoundPage } from '../../ui/not-found-page';
import { Page } from '../../ui/page';
import { TimeStamp } from '../../ui/time-stamp';
import type { Account } from '../session/auth-client';
import { QueryProvider } from '../session/query-provider';
import classes from './account.module.css';
import { Activity } from './activity/activity';
import { DeleteAccount } from './delete-account';
import { Devices } from './devices/devices';
import { EmailForm } from './email/email-form';
import { UnverifiedNotice } from './email/unverified-notice';
import { PasswordForm } from './password-form';
import { ProfileForm } from './profile-form';

const TABS: Readonly<Record<Tab, ComponentType<{ user: Account }>>> = {
  profile: ProfileForm,
  password: PasswordForm,
  email: EmailForm,
  devices: Devices,
  activity: Activity,
  danger: DeleteAccount,
};

type Tab = 'profile' | 'password' | 'email' | 'devices' | 'activity' | 'danger';

/** The protected route guarantees a user, except for the moment of the logout. */
export default function AccountPage() {
  const { t } = useTranslation();
  const user = useUser();
  const { tab } = useParams();
  const navigate = useNavigate();
  if (tab === undefined) return <Navigate to="/account/profile" replace />;
  if (!isTab(tab)) return <NotFoundPage />;
  if (!user) return null;
  const Content = TABS[tab];
  return (
    <QueryProvider>
      <Page
        title={`${t(`account.tabs.${tab}`)} · ${t('account.heading')}`}
        heading={t('account.heading')}
        lead={<MemberSince user={user} />}
      >
        {/* Arrow keys move the focus, Enter opens a tab. Each opened tab is an entry of the browser's history. */}
        <Tabs
          value={tab}
          onChange={(next) => next && navigate(`/account/${next}`)}
          activateTabWithKeyboard={false}
          keepMounted={false}
          classNames={{ list: classes.tabs, tab: classes.tab }}
        >
          <Tabs.List aria-label={t('account.tabs.name')}>
            {(Object.keys(TABS) as Tab[]).map((name) => (
              <Tabs.Tab key={name} value={name} ref={name === tab ? bringIntoView : null}>
                {t(`account.tabs.${name}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          <Tabs.Panel value={tab} tabIndex={-1} className={classes.panel}>
            <Content key={`${tab} ${user.id}`} user={user} />
          </Tabs.Panel>
        </Tabs>
        <UnverifiedNotice user={user} />
      </Page>
    </QueryProvider>
  );
}

function MemberSince({ user }: { user: Account }) {
  const components = {
    date: <TimeStamp value={user.date_joined} dateOnly />,
    ...(user.last_login && { login: <TimeStamp value={user.last_login} /> }),
  };
  return (
    <Trans i18nKey={user.last_login ? 'account.memberSinceAndLogin' : 'account.memberSince'} components={components} />
  );
}

/** Scrolls to the open tab on phones. The next frame measures the page anyway, so no layout is forced. */
function bringIntoView(tab: HTMLButtonElement | null): void {
  requestAnimationFrame(() => tab?.scrollIntoView?.({ block: 'nearest', inline: 'nearest' }));
}

function isTab(tab: string): tab is Tab {
  return Object.hasOwn(TABS, tab);
}
