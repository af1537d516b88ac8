import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from '../../ui/page';

interface UnusableLinkProps {
  /** Whether the token is missing, or the server refused it. */
  problem: 'missing' | 'failed';
  lead: string;
  /** What to do instead. */
  children: ReactNode;
}

/** The page of a link that does nothing. */
export function UnusableLink({ problem, lead, children }: UnusableLinkProps) {
  const { t } = useTranslation();
  const heading = t(`mailLink.${problem}Heading`);
  return (
    <Page
      key={problem}
      title={heading}
      heading={heading}
      lead={lead}
      layout="narrow"
      replacesPage={problem === 'failed'}
    >
      {children}
    </Page>
  );
}
