import { Sections } from 'frontend/src/features/account/sections';
import { QueryProvider } from 'frontend/src/features/session/query-provider';
import { NotFoundPage } from 'frontend/src/ui/not-found-page';
import { Page } from 'frontend/src/ui/page';
import { Navigate, useParams } from 'react-router';
import { useUser } from 'safejwt-js/react';
import { Devices } from './devices';
import { Security } from './security';

const CONTENTS = { security: Security, devices: Devices } as const;

const NAMES = { security: 'Security', devices: 'Devices' } as const;

/** The protected route guarantees a user, except for the moment of the logout. */
export function AccountPage() {
  const user = useUser();
  const { tab } = useParams();
  if (tab === undefined) return <Navigate to="/account/security" replace />;
  if (!isTab(tab)) return <NotFoundPage />;
  if (!user) return null;
  const Content = CONTENTS[tab];
  return (
    <QueryProvider>
      <Page title={NAMES[tab]} heading="Your account" lead={user.email}>
        <Sections name="Account" sections={NAMES} current={tab}>
          <Content key={user.id} user={user} />
        </Sections>
      </Page>
    </QueryProvider>
  );
}

function isTab(tab: string): tab is keyof typeof CONTENTS {
  return Object.hasOwn(CONTENTS, tab);
}
