import { Text, Title } from '@mantine/core';
import { type ReactNode, useContext, useEffect, useRef } from 'react';
import { useNavigationType } from 'react-router';
import { FirstPage } from './first-page';
import classes from './page.module.css';
import { useTitle } from './use-title';

interface PageProps {
  /** Shown in the browser's tab and history. */
  title: string;
  heading: ReactNode;
  lead?: ReactNode;
  /** `narrow` is for one form, `hero` for the front page's large heading. */
  layout?: 'wide' | 'narrow' | 'hero';
  /** Whether this page replaces another one at the same URL, such as a form after its submission. */
  replacesPage?: boolean;
  /** Whether a visit that starts here starts in the first field. */
  startsInField?: boolean;
  children: ReactNode;
}

/**
 * A page with its title and main heading. After a navigation the heading receives focus: screen
 * readers announce the new page, and keyboard navigation starts at its top. The first page of a
 * visit leaves the focus alone, or puts it into its form.
 */
export function Page({ title, heading, lead, layout = 'wide', replacesPage, startsInField, children }: PageProps) {
  const page = useRef<HTMLDivElement>(null);
  const top = useRef<HTMLHeadingElement>(null);
  const isFirst = useContext(FirstPage);
  const isBackOrForward = useNavigationType() === 'POP';

  useTitle(title);

  // biome-ignore lint/correctness/useExhaustiveDependencies: runs once per page, not on each change of the query string
  useEffect(() => {
    if (isFirst && !replacesPage) {
      if (startsInField) page.current?.querySelector('input')?.focus({ preventScroll: true });
      return;
    }
    top.current?.focus({ preventScroll: true });
    if (!isBackOrForward) window.scrollTo(0, 0);
  }, []);

  return (
    <div ref={page} className={classes.page} data-layout={layout}>
      <header className={classes.header}>
        <Title order={1} ref={top} tabIndex={-1} className={classes.heading}>
          {heading}
        </Title>
        {lead && <Text className={classes.lead}>{lead}</Text>}
      </header>
      {children}
    </div>
  );
}
