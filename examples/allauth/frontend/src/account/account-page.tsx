import { Tabs } from '@mantine/core';
import classes from 'frontend/src/features/account/account.module.css';
import { QueryProvider } from 'frontend/src/features/session/query-provider';
import { NotFoundPage } from 'frontend/src/ui/not-found-page';
import { Page } from 'frontend/src/ui/page';
import { Navigate, useNavigate, useParams } from 'react-router';
import { useUser } from 'safejwt-js/react';
import { Devices } from './devices';
import { Security } from './security';

const TABS = {
  security: { name: 'Security', Content: Security },
  devices: { name: 'Devices', Content: Devices },
} as const;

/** The protected route guarantees a user, except for the moment of the logout. */
export function AccountPage() {
  const user = useUser();
  const { tab } = useParams();
  const navigate = useNavigate();
  if (tab === undefined) return <Navigate to="/account/security" replace />;
  if (!isTab(tab)) return <NotFoundPage />;
  if (!user) return null;
  const { name, Content } = TABS[tab];
  return (
    <QueryProvider>
      <Page title={name} heading="Your account" lead={user.email}>
        <Tabs
          value={tab}
          onChange={(next) => next && navigate(`/account/${next}`)}
          activateTabWithKeyboard={false}
          keepMounted={false}
          classNames={{ list: classes.tabs ?? '', tab: classes.tab ?? '' }}
        >
          <Tabs.List aria-label="Account">
            {Object.entries(TABS).map(([key, { name }]) => (
              <Tabs.Tab key={key} value={key}>
                {name}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          <Tabs.Panel value={tab} tabIndex={-1} className={classes.panel}>
            <Content key={user.id} user={user} />
          </Tabs.Panel>
        </Tabs>
      </Page>
    </QueryProvider>
  );
}

function isTab(tab: string): tab is keyof typeof TABS {
  return Object.hasOwn(TABS, tab);
}
