import { useTranslation } from 'react-i18next';

/** A moment in the person's own time zone and language. `value` is ISO 8601. */
export function TimeStamp({ value, dateOnly = false }: { value: string; dateOnly?: boolean }) {
  const { i18n } = useTranslation();
  const format = new Intl.DateTimeFormat(i18n.language, {
    dateStyle: 'medium',
    ...(dateOnly ? {} : { timeStyle: 'short' }),
  });
  return <time dateTime={value}>{format.format(new Date(value))}</time>;
}
