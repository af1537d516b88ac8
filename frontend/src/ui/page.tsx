import { Text, Title } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import { useLocation, useNavigationType } from 'react-router';
import classes from './page.module.css';

interface PageProps {
  /** Names the page in the browser's tab and history. */
  title: string;
  heading: ReactNode;
  lead?: ReactNode;
  /** `narrow` is for one form, `hero` for the front page's large heading. */
  layout?: 'wide' | 'narrow' | 'hero';
  /** Whether it takes the place of what was at this address, as an answer does. */
  isSequel?: boolean;
  children: ReactNode;
}

/**
 * A page with its title and main heading. After a navigation the heading takes the focus, so that screen readers announce
 * the new page and the keyboard continues from its top; the first page of a visit leaves the focus where it is.
 */
export function Page({ title, heading, lead, layout = 'wide', isSequel = false, children }: PageProps) {
  const top = useRef<HTMLHeadingElement>(null);
  const isFirst = useLocation().key === 'default';
  const isBackOrForward = useNavigationType() === 'POP';

  useEffect(() => {
    document.title = `${title} · safejwt`;
  }, [title]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each page that appears, not for each change of its query
  useEffect(() => {
    if (isFirst && !isSequel) return;
    top.current?.focus({ preventScroll: true });
    if (!isBackOrForward) window.scrollTo(0, 0);
  }, []);

  return (
    <div className={classes.page} data-layout={layout}>
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
