import { type ReactNode, useEffect, useRef } from 'react';
import { NavLink, useNavigationType } from 'react-router';
import classes from './sections.module.css';

interface SectionsProps {
  /** The name of the list of links. */
  name: string;
  /** The sections' names by the last part of their URL. */
  sections: Readonly<Record<string, string>>;
  current: string;
  children: ReactNode;
}

/** The sections of the account: a list beside the open one on wide screens, above it on phones. */
export function Sections({ name, sections, current, children }: SectionsProps) {
  useFocusOnChange(current);
  return (
    <div className={classes.layout}>
      <nav aria-label={name}>
        <ul className={classes.list}>
          {Object.entries(sections).map(([section, label]) => (
            <li key={section}>
              <NavLink to={`/account/${section}`} className={() => classes.link}>
                {label}
              </NavLink>
            </li>
          ))}
        </ul>
      </nav>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset groups fields of one form */}
      <div role="group" aria-label={sections[current]} tabIndex={-1} className={classes.panel} data-section>
        {children}
      </div>
    </div>
  );
}

/** Moves the focus to the open section, after a link has opened it or a pressed button has disappeared. */
export function focusSection(): void {
  document.querySelector<HTMLElement>('[data-section]')?.focus({ preventScroll: true });
}

/** Screen readers announce the section that a link has opened. */
function useFocusOnChange(current: string): void {
  const last = useRef(current);
  const isBackOrForward = useNavigationType() === 'POP';
  useEffect(() => {
    if (last.current === current) return;
    last.current = current;
    focusSection();
    if (!isBackOrForward) window.scrollTo(0, 0);
  }, [current, isBackOrForward]);
}
