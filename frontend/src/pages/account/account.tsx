import { useState } from 'react';
import { useUser } from 'safejwt-js/react';
import type { Account } from '../../auth';
import { Page } from '../../components/page';
import { TimeStamp } from '../../components/time-stamp';
import classes from './account.module.css';
import { Devices } from './devices';
import { PasswordForm } from './password-form';
import { ProfileForm } from './profile-form';

/** Stands behind the protected route, so there is a user, except for the moment in which they leave. */
export default function AccountPage() {
  const user = useUser<Account>();
  // A change of password ends the other sessions: the list below is read again.
  const [passwordChanges, setPasswordChanges] = useState(0);
  if (!user) return null;
  return (
    <Page title="Your account" heading="Your account" lead={<Since user={user} />}>
      <div className={classes.columns}>
        <ProfileForm key={`profile-${user.id}`} user={user} />
        <PasswordForm user={user} onChanged={() => setPasswordChanges((count) => count + 1)} />
        <div className={classes.full}>
          <Devices key={`${user.id}-${passwordChanges}`} />
        </div>
      </div>
    </Page>
  );
}

function Since({ user }: { user: Account }) {
  return (
    <>
      Member since <TimeStamp value={user.date_joined} dateOnly />
      {user.last_login && (
        <>
          {' · '}last login <TimeStamp value={user.last_login} />
        </>
      )}
    </>
  );
}
