import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useUser } from 'safejwt-js/react';
import { Page } from '../../ui/page';
import { SendAgain } from '../session/resend-verification';
import { AddressForm } from './address-form';
import { LinkSent } from './link-sent';

interface BrokenLinkProps {
  kind: 'verify' | 'confirmEmail';
  /** Without a token, or with one that the server does not take any more. */
  problem: 'missing' | 'failed';
}

/** What to do about a link that leads nowhere: open all of it, or have another one sent. */
export function BrokenLink({ kind, problem }: BrokenLinkProps) {
  const { t } = useTranslation();
  const [sentTo, setSentTo] = useState<string | null>(null);
  if (sentTo !== null) {
    return <LinkSent text={t('mailLink.resent', { email: sentTo })} onAgain={() => setSentTo(null)} />;
  }
  return (
    <Page
      key={problem}
      title={t(`${kind}.title`)}
      heading={t(`mailLink.${problem}Heading`)}
      lead={t(`mailLink.${problem}`)}
      layout="narrow"
      isSequel={problem === 'failed'}
    >
      {kind === 'verify' ? <NewLink onSent={setSentTo} /> : <AskInAccount />}
    </Page>
  );
}

/** Another address is asked for in the account; who is not signed in there gets to it by the login. */
function AskInAccount() {
  const { t } = useTranslation();
  return (
    <Button component={Link} to="/account/email">
      {t('confirmEmail.askAgain')}
    </Button>
  );
}

function NewLink({ onSent }: { onSent: (email: string) => void }) {
  const { t } = useTranslation();
  const user = useUser();
  if (user) return <SendAgain email={user.email} />;
  const name = t('mailLink.sendNew');
  return <AddressForm path="email/verify/resend/" name={name} submit={name} onSent={onSent} />;
}
