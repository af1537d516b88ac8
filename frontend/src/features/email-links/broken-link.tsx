import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useUser } from 'safejwt-js/react';
import { PageLoader } from '../../ui/page-loader';
import { addressKey, useAddress } from '../account/email/address-query';
import type { Account } from '../session/auth-client';
import { ResendVerification } from '../session/resend-verification';
import { AddressForm } from './address-form';
import { LinkSent } from './link-sent';
import { UnusableLink } from './unusable-link';

interface BrokenLinkProps {
  kind: 'verify' | 'confirmEmail';
  /** Whether the token is missing, or the server refused it. */
  problem: 'missing' | 'failed';
}

/** Explains how to get a working link, unless the user needs none. */
export function BrokenLink(props: BrokenLinkProps) {
  const user = useUser();
  return user && props.kind === 'verify' ? <BrokenLinkOfUser user={user} {...props} /> : <Explanation {...props} />;
}

/** A link that is followed again has done its work already. It may also have been about another account. */
function BrokenLinkOfUser({ user, ...props }: BrokenLinkProps & { user: Account }) {
  const { t } = useTranslation();
  const { data, isPending } = useAddress(user);
  if (isPending) return <PageLoader label={t('mailLink.working')} />;
  return data?.verified ? <NeedsNoLink {...props} email={data.email} /> : <Explanation {...props} />;
}

function NeedsNoLink({ problem, email }: BrokenLinkProps & { email: string }) {
  const { t } = useTranslation();
  return (
    <UnusableLink problem={problem} lead={t('verify.already', { email })}>
      <Button component={Link} to="/account">
        {t('mailLink.goToAccount')}
      </Button>
    </UnusableLink>
  );
}

/** Open the complete link, or request another one. */
function Explanation({ kind, problem }: BrokenLinkProps) {
  const { t } = useTranslation();
  const [sentTo, setSentTo] = useState<string | null>(null);
  if (sentTo !== null) {
    const text = `${t('mailLink.resent', { email: sentTo })} ${t('mailLink.limit')}`;
    return <LinkSent text={text} onAgain={() => setSentTo(null)} />;
  }
  return (
    <UnusableLink problem={problem} lead={t(`mailLink.${problem}`)}>
      {kind === 'verify' ? <NewLink onSent={setSentTo} /> : <LinkToAccount />}
    </UnusableLink>
  );
}

/** The account page changes the email address. Visitors reach it through the login page. */
function LinkToAccount() {
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
  const queries = useQueryClient();
  // As in the notice of the account: if it has been confirmed elsewhere, nothing was sent.
  if (user) return <ResendVerification onSent={() => void queries.invalidateQueries({ queryKey: addressKey(user) })} />;
  const name = t('mailLink.sendNew');
  return <AddressForm path="email/verify/resend/" name={name} submit={name} onSent={onSent} />;
}
