import { VisuallyHidden } from '@mantine/core';
import { useEffect, useReducer } from 'react';
import { useTranslation } from 'react-i18next';
import { dateLocale } from '../i18n/language';
import { useAfterFirstPaint } from '../performance/use-after-first-paint';
import { timeAgo } from './time-ago';
import { Tip } from './tip';

interface TimeStampProps {
  /** ISO 8601. */
  value: string;
  /** Shows the date itself, and not how long ago it was. */
  dateOnly?: boolean;
}

/** How long ago something was. The exact time is in a tooltip, and there for screen readers. */
export function TimeStamp({ value, dateOnly = false }: TimeStampProps) {
  const { t, i18n } = useTranslation();
  // On a phone, formatting the first date with `Intl` takes some frames.
  const isPainted = useAfterFirstPaint(true);
  useEachHalfMinute();
  const exact = isPainted ? exactTime(value, i18n.language, dateOnly) : null;
  if (dateOnly) return <time dateTime={value}>{exact}</time>;
  if (!exact) return <time dateTime={value}>{timeAgo(t, value)}</time>;
  return (
    <Tip label={exact} inText>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: without a mouse, the focus opens the tooltip */}
      <time dateTime={value} tabIndex={0}>
        {timeAgo(t, value)}
        <VisuallyHidden component="span"> ({exact})</VisuallyHidden>
      </time>
    </Tip>
  );
}

/** In the user's time zone and language. The region of the browser's language decides on the form. */
function exactTime(value: string, language: string, dateOnly: boolean): string {
  const form = dateOnly ? ({ dateStyle: 'long' } as const) : ({ dateStyle: 'long', timeStyle: 'short' } as const);
  return new Intl.DateTimeFormat(dateLocale(language), form).format(new Date(value));
}

function useEachHalfMinute(): void {
  const [, render] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    const timer = setInterval(render, 30_000);
    return () => clearInterval(timer);
  }, []);
}
