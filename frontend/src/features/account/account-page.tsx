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

/** Stands behind the protected route, so there is a user, except for the moment in which they leave. */
export default function AccountPage() {
  const { t } = useTranslation();
  const user = useUser<Account>();
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
        lead={<Since user={user} />}
      >
        {/* The arrows move the focus and Enter opens: each opened tab is a place of the history that Back returns to. */}
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

function Since({ user }: { user: Account }) {
  const components = {
    date: <TimeStamp value={user.date_joined} dateOnly />,
    ...(user.last_login && { login: <TimeStamp value={user.last_login} /> }),
  };
  return (
    <Trans i18nKey={user.last_login ? 'account.memberSinceAndLogin' : 'account.memberSince'} components={components} />
  );
}

/** On a phone the tab of the opened page may be beyond the edge. With the next frame: that measures the page anyway. */
function bringIntoView(tab: HTMLButtonElement | null): void {
  requestAnimationFrame(() => tab?.scrollIntoView?.({ block: 'nearest', inline: 'nearest' }));
}

function isTab(tab: string): tab is Tab {
  return Object.hasOwn(TABS, tab);
}
